import { randomUUID } from 'node:crypto'
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TenantId } from '../../src/contract/index.ts'
import { type Pool, withTenant } from '../../src/database/index.ts'
import { createJob, isTerminal, type JobRow, retryJob } from '../../src/jobs/index.ts'
import { buryClaimedJob, claimJobs } from '../../src/lease/index.ts'
import { Dispatcher, relayOnce } from '../../src/outbox/index.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

let world: JobWorld
beforeAll(async () => {
  world = await jobWorld({ queues: true })
})
afterAll(() => world.stop())
beforeEach(() => world.admin.query('TRUNCATE outbox, jobs CASCADE'))
afterEach(() => world.servers.sqs.front.clearFaults())

/** The entries with which the job's messages went out, alone or in batches. */
const sent = (jobId: string) =>
  world.servers.sqs.front
    .log()
    .filter(({ target, queue }) => ['SendMessage', 'SendMessageBatch'].includes(target) && !queue?.endsWith('-dlq'))
    .flatMap((entry) => (entry.input.Entries ?? [entry.input]) as { MessageBody: string; MessageGroupId?: string }[])
    .filter((entry) => entry.MessageBody.includes(jobId))

const left = async () => (await world.admin.query('SELECT FROM outbox')).rowCount
const due = () => world.admin.query('UPDATE outbox SET relay_after = now()')
const relay = () => relayOnce({ ...world, pool: world.relay })

async function notice(tenant: TenantId, text: string): Promise<JobRow> {
  const id = randomUUID()
  const { job } = await withTenant(world.api, tenant, (tx) =>
    createJob(tx, {
      ...{ tenantId: tenant, jobType: 'message_send', tier: 'lite', correlationId: `test-${id}` },
      payload: { notification_id: id, channel: 'sms', to: '01012345678', text, business_idempotency_key: id },
    }),
  )
  return job
}

describe('outbox', () => {
  it('P-04 the fast path sends with the tenant as message group and leaves nothing to the relay', async () => {
    const job = await world.job(await world.tenant())
    await new Dispatcher({ ...world, pool: world.relay }).dispatch(job)
    expect(sent(job.jobId).map((entry) => entry.MessageGroupId)).toEqual([job.tenantId])
    expect(await left()).toBe(0)
  })

  it('P-05 while SQS is down nothing acknowledged is lost: the relay sends it when SQS is back', async () => {
    const job = await world.job(await world.tenant())
    for (const action of ['SendMessage', 'SendMessageBatch']) {
      world.servers.sqs.front.fault({ kind: 'error', action, status: 503, count: null })
    }
    await new Dispatcher({ ...world, pool: world.relay }).dispatch(job)
    await due()
    await expect(relay()).rejects.toThrow()
    expect(await left()).toBe(1)
    world.servers.sqs.front.clearFaults()
    await due()
    expect(await relay()).toBe(1)
    expect(await left()).toBe(0)
    expect((await world.row(job.jobId)).status).toBe('PENDING')
    expect(isTerminal('PENDING')).toBe(false)
  })

  it('P-23 PENDING is in Redis before the message can be received', async () => {
    const job = await world.job(await world.tenant())
    world.servers.sqs.front.fault({ kind: 'error', action: 'SendMessage', status: 503, count: null })
    await new Dispatcher({ ...world, pool: world.relay }).dispatch(job)
    expect((await world.progress.read(job.tenantId, job.jobId)).status?.status).toBe('PENDING')
    world.servers.sqs.front.clearFaults()
    await due()
    await relay()
  })

  it('several relays at once send each row once', async () => {
    const tenants = await Promise.all([world.tenant(), world.tenant(), world.tenant(), world.tenant()])
    const jobs = await Promise.all(Array.from({ length: 20 }, (_, i) => world.job(tenants[i % 4] as TenantId)))
    await due()
    const counts = await Promise.all([relay(), relay(), relay()])
    expect(counts.reduce((a, b) => a + b)).toBe(20)
    expect(jobs.map((job) => sent(job.jobId).length)).toEqual(Array(20).fill(1))
    const { Attributes } = await world.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: await world.queues.url('aiJobsLite'),
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    )
    expect(Number(Attributes?.ApproximateNumberOfMessages)).toBeGreaterThanOrEqual(20)
  })

  it('the relay sends ten to a request, each with its tenant as message group', async () => {
    const tenants = await Promise.all([world.tenant(), world.tenant(), world.tenant()])
    const jobs = await Promise.all(Array.from({ length: 24 }, (_, i) => world.job(tenants[i % 3] as TenantId)))
    await due()
    const since = world.servers.sqs.front.lastSeq
    expect(await relay()).toBe(24)
    const sizes = world.servers.sqs.front
      .log(since)
      .filter((entry) => entry.target === 'SendMessageBatch')
      .map((entry) => (entry.input.Entries as unknown[]).length)
    expect(sizes).toEqual([10, 10, 4])
    expect(jobs.flatMap((job) => sent(job.jobId).map((entry) => entry.MessageGroupId))).toEqual(
      jobs.map((job) => job.tenantId),
    )
  })

  it('P-04 an entry that SQS refuses stays in the outbox and holds up none of its neighbours', async () => {
    const tenant = await world.tenant()
    // A character that no SQS message may hold, though the contract has no word against it.
    const refused = await notice(tenant, 'no\uFFFE')
    await Promise.all(['one', 'two', 'three'].map((text) => notice(tenant, text)))
    await due()
    await relay()
    const { rows } = await world.admin.query('SELECT job_id FROM outbox')
    expect(rows).toEqual([{ job_id: refused.jobId }])
  })
})

describe('a sender that stands between its send and the delete of the outbox row', () => {
  /** The relay's pool, whose deletes wait until they are let through. */
  function slowDeletes() {
    const reached = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const query = async (text: string, values: unknown[]) => {
      if (text.startsWith('DELETE')) {
        reached.resolve()
        await released.promise
      }
      return world.relay.query(text, values)
    }
    return { pool: { query } as unknown as Pool, reached: reached.promise, release: released.resolve }
  }

  const die = async (jobId: string) => {
    const workerId = await world.identity()
    const { tenant_id: tenantId } = (await world.row(jobId)) as { tenant_id: string }
    const message = { jobId, tenantId, receiptHandle: 'h', queueUrl: 'http://queue.test/q' }
    const answers = await claimJobs(world.worker, { workerId, fleet: 'ai', slots: 1, messages: [message] })
    const claim = answers?.find(({ fact }) => fact === 'claimed')?.job as JobRow
    return buryClaimedJob(world.worker, claim, { code: 'provider_unavailable', message: 'not today' })
  }
  const redrive = async (job: JobRow) =>
    (await withTenant(world.api, job.tenantId, (tx) => retryJob(tx, job.tenantId, job.jobId, 'again'))).job

  it('P-13 does not swallow the message of a redrive that it meets', async () => {
    const slow = slowDeletes()
    const job = await world.job(await world.tenant())
    const firstLife = new Dispatcher({ ...world, pool: slow.pool }).dispatch(job)
    await slow.reached
    await die(job.jobId)
    await redrive(job)
    slow.release()
    await firstLife
    await due()
    await relay()
    expect(sent(job.jobId)).toHaveLength(2)
    expect(await left()).toBe(0)
  })

  it('P-13 does not swallow the letter of a second death that it meets', async () => {
    const job = await world.job(await world.tenant())
    await world.admin.query('TRUNCATE outbox')
    await die(job.jobId)
    const { rows } = await world.admin.query('SELECT id FROM outbox')
    await redrive(job)
    await world.admin.query(`DELETE FROM outbox WHERE destination = 'queue'`)
    await die(job.jobId)
    await world.relay.query('DELETE FROM outbox WHERE id = $1', [rows[0]?.id]) // the first letter's sender
    expect(await left()).toBe(1)
  })
})
