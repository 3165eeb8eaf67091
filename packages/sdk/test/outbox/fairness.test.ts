import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TenantId } from '../../src/contract/index.ts'
import { fleets } from '../../src/contract/index.ts'
import { type Pool, withTenant, withTransaction } from '../../src/database/index.ts'
import { cancelJob, type JobRow } from '../../src/jobs/index.ts'
import { claimJobs, completeJob, releaseJob, retryJobLater } from '../../src/lease/index.ts'
import { admitBatch, admitJob } from '../../src/outbox/admission.ts'
import { Dispatcher, relayOnce, tenantWindow } from '../../src/outbox/index.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

let world: JobWorld
let since = 0
beforeAll(async () => {
  world = await jobWorld({ queues: true })
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.admin.query('TRUNCATE outbox, jobs, tenant_turns CASCADE')
  since = world.servers.sqs.front.lastSeq
})

const window = tenantWindow('ai')
const relay = () => relayOnce({ ...world, pool: world.relay })
const dispatch = (job: JobRow) => new Dispatcher({ ...world, pool: world.relay }).dispatch(job)
const due = () => world.admin.query('UPDATE outbox SET relay_after = now()')
const outbox = async () => (await world.admin.query('SELECT job_id, admitted FROM outbox ORDER BY id')).rows

/** Jobs of one tenant, in this order, each in the outbox alone. */
async function jobsOf(tenant: TenantId, count: number): Promise<JobRow[]> {
  const jobs: JobRow[] = []
  for (let i = 0; i < count; i += 1) jobs.push(await world.job(tenant))
  return jobs
}

/** Tenants of the messages that were sent since the test began, in their order. */
const sent = (): string[] =>
  world.servers.sqs.front
    .log(since)
    .filter(({ target }) => target === 'SendMessage' || target === 'SendMessageBatch')
    .flatMap(({ input }) => (input.Entries ?? [input]) as { MessageGroupId: string }[])
    .map(({ MessageGroupId }) => MessageGroupId)

/** Claims straight from the table. */
async function take(workerId: string, slots: number): Promise<JobRow[]> {
  const answers = await claimJobs(world.worker, { workerId, fleet: 'ai', slots, messages: [] })
  return (answers ?? []).flatMap(({ fact, job }) => (fact === 'claimed' && job ? [job] : []))
}

/** Claims by its message. */
async function receive(workerId: string, { jobId, tenantId }: JobRow): Promise<JobRow> {
  const messages = [{ jobId, tenantId, receiptHandle: 'h', queueUrl: 'http://queue.test/q' }]
  const answers = await claimJobs(world.worker, { workerId, fleet: 'ai', slots: 1, messages })
  return answers?.[0]?.job as JobRow
}

const finish = (job: JobRow) => completeJob(world.worker, job, { processed_by: 'worker' })

describe('the window of a tenant', () => {
  it('is never exceeded, however many creators and relays send at once', async () => {
    const tenants = [await world.tenant(), await world.tenant()]
    const jobs = (await Promise.all(tenants.map((tenant) => jobsOf(tenant, 3 * window)))).flat()
    await due()
    await Promise.all([...jobs.map(dispatch), relay(), relay(), relay()])
    await Promise.all([relay(), relay(), relay()])
    expect(sent().sort()).toEqual(tenants.flatMap((tenant) => Array(window).fill(tenant)).sort())
    expect(await outbox()).toHaveLength(4 * window)
  })

  it('is counted by one relay at a time: another leaves the tenant to it', async () => {
    await jobsOf(await world.tenant(), 2 * window)
    await due()
    await withTransaction(world.admin, async (tx) => {
      await tx.query(`SELECT FROM academy_admit_batch('{"ai": ${window}}', 100, '10 s')`)
      expect(await admitBatch(world.relay)).toEqual([])
    })
    expect(await admitBatch(world.relay)).toEqual([])
  })

  it('opens by one place for each job that ends, and by none for one that runs or will be retried', async () => {
    const tenant = await world.tenant()
    await jobsOf(tenant, window + 5)
    await due()
    expect(await relay()).toBe(window)
    const worker = await world.identity()
    const { rows } = await world.admin.query('SELECT job_id FROM jobs WHERE admitted ORDER BY created_at')
    const admitted = rows.map(({ job_id }) => ({ jobId: job_id, tenantId: tenant }) as JobRow)
    const [first, second, third] = (await Promise.all(admitted.slice(0, 3).map((job) => receive(worker, job)))) as [
      ...[JobRow, JobRow, JobRow],
    ]
    await retryJobLater(world.worker, second, { code: 'unexpected_error', message: 'once' }, 3600)
    expect(await relay()).toBe(0)
    await finish(first)
    expect(await relay()).toBe(1)
    await withTenant(world.api, tenant, (tx) => cancelJob(tx, tenant, (admitted[5] as JobRow).jobId))
    expect(await relay()).toBe(1)
    await finish(third)
    expect([await relay(), await relay()]).toEqual([1, 0])
  })

  it('is filled in round robin: whoever has the fewest messages out is next', async () => {
    const [busy, second, third] = [await world.tenant(), await world.tenant(), await world.tenant()]
    const early = await jobsOf(busy, 12)
    for (const job of early.slice(0, 2)) await dispatch(job)
    await jobsOf(second, 3)
    await jobsOf(third, 4)
    await due()
    await relay()
    const names = new Map([busy, second, third].map((tenant, i) => [tenant as string, 'abc'[i]]))
    const order = sent().map((tenant) => names.get(tenant))
    expect(order.join('')).toBe(`aa${'bc'}${'bc'}${'abc'}${'ac'}${'a'.repeat(window - 4)}`)
  })

  it('is not counted over what has ended, however much that is', async () => {
    const tenant = await world.tenant()
    const [job] = (await jobsOf(tenant, 1)) as [JobRow]
    await world.admin.query(
      `INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, status, payload, max_attempts,
         max_processing_seconds, correlation_id, admitted)
       SELECT gen_random_uuid(), message_id, tenant_id, kind, job_type, tier, fleet, channel, 'DONE', payload, max_attempts,
         max_processing_seconds, correlation_id, true FROM jobs, generate_series(1, 20000) WHERE job_id = $1`,
      [job.jobId],
    )
    await dispatch(job)
    const { rows } = await world.admin.query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT academy_places_filled('ai', $1), academy_backlog_waits('ai', '1 s')`,
      [tenant],
    )
    const plan = rows[0]['QUERY PLAN'][0].Plan
    expect(sent()).toEqual([tenant])
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(500) // of some thousand
  })
})

describe('a sender that dies', () => {
  it('P-04 between the place and the send loses nothing: the row is another relay’s after a while, in the same place', async () => {
    const tenant = await world.tenant()
    const jobs = await jobsOf(tenant, window + 3)
    expect(await admitJob(world.relay, jobs[0] as JobRow)).toBeDefined() // a creator
    await due()
    expect(await admitBatch(world.relay)).toHaveLength(window) // a relay: the creator's row, and the places left
    expect(await relay()).toBe(0)
    await due()
    expect(await relay()).toBe(window)
    expect(sent()).toEqual(Array(window).fill(tenant))
    expect(await outbox()).toEqual(jobs.slice(window).map(({ jobId }) => ({ job_id: jobId, admitted: false })))
  })

  it('P-05 between the send and the delete sends twice at most, and the job runs once', async () => {
    const [job] = (await jobsOf(await world.tenant(), 1)) as [JobRow]
    const query = (text: string, values: unknown[]) =>
      text.startsWith('DELETE') ? Promise.reject(new Error('killed')) : world.relay.query(text, values)
    await due()
    await expect(relayOnce({ ...world, pool: { query } as unknown as Pool })).rejects.toThrow('killed')
    await due()
    await relay()
    expect(sent()).toHaveLength(2)
    const workers = [await world.identity(), await world.identity()]
    const runs = await Promise.all(workers.map((worker) => receive(worker, job)))
    expect(runs.map(({ fence }) => fence)).toEqual([1, 1])
    expect(await world.row(job.jobId)).toMatchObject({ attempt: 1 })
  })
})

describe('a slot that no message fills', () => {
  it('takes the backlog’s next job at once, without a relay, and a lone tenant takes every slot', async () => {
    const tenant = await world.tenant()
    for (const job of await jobsOf(tenant, window + 6)) await dispatch(job)
    expect(sent()).toHaveLength(window)
    const owed = (await outbox()).map(({ job_id }) => job_id)
    const taken = await take(await world.identity(), fleets.ai.fleetLimit)
    expect(taken).toHaveLength(fleets.ai.fleetLimit)
    expect(taken.filter(({ jobId }) => owed.includes(jobId))).toEqual(taken)
  })

  it('goes to the tenants by turns, within their caps, whatever the length of their backlog', async () => {
    const tenants = await Promise.all([world.tenant(), world.tenant(), world.tenant()])
    const [long, middle, short] = tenants as [TenantId, TenantId, TenantId]
    for (const job of await jobsOf(long, window + 8)) await dispatch(job)
    for (const job of await jobsOf(middle, 4)) await dispatch(job)
    for (const job of await jobsOf(short, 2)) await dispatch(job)
    const worker = await world.identity()
    const order: string[] = []
    for (let turn = 0; turn < 10; turn += 1) {
      const [job] = (await take(worker, 1)) as [JobRow]
      order.push(job.tenantId)
      await finish(job)
    }
    const turns = (tenant: TenantId, from: number, to: number) =>
      order.slice(from, to).filter((each) => each === tenant).length
    expect([long, middle, short].map((tenant) => turns(tenant, 0, 6))).toEqual([2, 2, 2])
    expect([long, middle].map((tenant) => turns(tenant, 6, 10))).toEqual([2, 2])
    const held = await take(worker, fleets.ai.fleetLimit)
    expect(held).toHaveLength(fleets.ai.fleetLimit) // nobody else waits
  })

  it('leaves a job to its message while there is no backlog', async () => {
    const [job] = (await jobsOf(await world.tenant(), 1)) as [JobRow]
    await dispatch(job)
    expect(await take(await world.identity(), 5)).toEqual([])
    await jobsOf(await world.tenant(), 1) // its creator is about to send it
    expect(await take(await world.identity(), 5)).toEqual([])
  })

  it('keeps the cap while another tenant waits, even one whose job cannot be had at the moment', async () => {
    const [long, other] = [await world.tenant(), await world.tenant()]
    for (const job of await jobsOf(long, window + 8)) await dispatch(job)
    const [held] = (await jobsOf(other, 1)) as [JobRow]
    await withTransaction(world.admin, async (tx) => {
      await tx.query('SELECT FROM jobs WHERE job_id = $1 FOR UPDATE', [held.jobId])
      expect(await take(await world.identity(), fleets.ai.fleetLimit)).toHaveLength(fleets.ai.tenantCap)
    })
  })

  it('needs no message for its job; one that comes back is sent one, so that a stopped fleet is woken', async () => {
    const tenant = await world.tenant()
    for (const job of await jobsOf(tenant, window + 3)) await dispatch(job)
    const owed = async () => (await outbox()).map(({ job_id }) => job_id)
    const [first, second] = (await take(await world.identity(), 2)) as [JobRow, JobRow]
    await world.admin.query(`UPDATE jobs SET status = 'CANCELLED' WHERE admitted`) // places become free
    await finish(first)
    await releaseJob(world.worker, second)
    expect(await owed()).not.toContain(first.jobId)
    expect(await owed()).toContain(second.jobId)
    await relay()
    expect(await owed()).toEqual([])
    expect(await world.row(first.jobId)).toMatchObject({ status: 'DONE', admitted: false })
    expect(await world.row(second.jobId)).toMatchObject({ status: 'RETRYING', admitted: true })
  })
})

describe('a message that is out of turn while a backlog waits', () => {
  const claim = async (workerId: string, jobs: readonly JobRow[]) => {
    const messages = jobs.map(({ jobId, tenantId }) => ({
      jobId,
      tenantId,
      receiptHandle: 'h',
      queueUrl: 'http://q.test/q',
    }))
    const answers = await claimJobs(world.worker, { workerId, fleet: 'ai', slots: messages.length, messages })
    return (answers ?? []).map(({ message, fact, job }) => ({ message, fact, jobId: job?.jobId }))
  }

  /** A tenant with a backlog that holds one slot, and the first of its jobs that have a message. */
  async function busy(worker: string, backlog: number): Promise<JobRow> {
    const jobs = await jobsOf(await world.tenant(), window + backlog)
    for (const job of jobs) await dispatch(job)
    await receive(worker, jobs[0] as JobRow)
    return jobs[1] as JobRow
  }

  it('finds no slot: the tenant that waits and holds fewer gets it', async () => {
    const worker = await world.identity()
    const late = await busy(worker, 3)
    const [quiet] = (await jobsOf(await world.tenant(), 1)) as [JobRow]
    await dispatch(quiet)
    expect(await claim(worker, [late])).toEqual([
      { message: null, fact: 'claimed', jobId: quiet.jobId },
      { message: 0, fact: 'no_slot', jobId: undefined },
    ])
    expect(await world.row(late.jobId)).toMatchObject({ status: 'PENDING', attempt: 0 })
    expect(await claim(worker, [late])).toEqual([{ message: 0, fact: 'claimed', jobId: late.jobId }]) // nobody waits
  })

  it('does not shift the answers to its neighbours', async () => {
    const worker = await world.identity()
    const late = await busy(worker, 3)
    const [ended, own, other] = (await jobsOf(await world.tenant(), 3)) as [JobRow, JobRow, JobRow]
    await finish(await receive(worker, ended))
    expect(await claim(worker, [late, ended, own])).toEqual([
      { message: 2, fact: 'claimed', jobId: own.jobId },
      { message: 1, fact: 'terminal', jobId: ended.jobId },
      // Both hold one now; whoever had no turn yet is next.
      { message: null, fact: 'claimed', jobId: expect.any(String) },
      { message: null, fact: 'claimed', jobId: expect.any(String) },
      { message: 0, fact: 'no_slot', jobId: undefined },
    ])
    expect(await world.row(other.jobId)).toMatchObject({ status: 'RUNNING' })
  })

  it('is as good as any other where no backlog waits', async () => {
    const worker = await world.identity()
    const first = await busy(worker, 0)
    await dispatch((await jobsOf(await world.tenant(), 1))[0] as JobRow)
    expect(await claim(worker, [first])).toEqual([{ message: 0, fact: 'claimed', jobId: first.jobId }])
  })
})
