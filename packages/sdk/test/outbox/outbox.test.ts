import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isTerminal } from '../../src/jobs/index.ts'
import { Dispatcher, relayOnce } from '../../src/outbox/index.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

let world: JobWorld
beforeAll(async () => {
  world = await jobWorld({ queues: true })
})
afterAll(() => world.stop())
afterEach(() => world.servers.sqs.front.clearFaults())

const sent = (jobId: string) =>
  world.servers.sqs.front
    .log()
    .filter((entry) => entry.target === 'SendMessage' && JSON.stringify(entry.input).includes(jobId))

const left = async () => (await world.admin.query('SELECT FROM outbox')).rowCount
const due = () => world.admin.query('UPDATE outbox SET relay_after = now()')
const relay = () => relayOnce({ ...world, pool: world.relay })

describe('outbox', () => {
  it('P-04 the fast path sends with the tenant as message group and leaves nothing to the relay', async () => {
    const job = await world.job(await world.tenant())
    await new Dispatcher({ ...world, pool: world.relay }).dispatch(job)
    expect(sent(job.jobId).map((entry) => entry.input.MessageGroupId)).toEqual([job.tenantId])
    expect(await left()).toBe(0)
  })

  it('P-05 while SQS is down nothing acknowledged is lost: the relay sends it when SQS is back', async () => {
    const job = await world.job(await world.tenant())
    world.servers.sqs.front.fault({ kind: 'error', action: 'SendMessage', status: 503, count: null })
    await new Dispatcher({ ...world, pool: world.relay }).dispatch(job)
    await due()
    await expect(relay()).rejects.toThrow()
    expect(await left()).toBe(1)
    world.servers.sqs.front.clearFaults()
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
    const tenant = await world.tenant()
    const jobs = await Promise.all(Array.from({ length: 20 }, () => world.job(tenant)))
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
})
