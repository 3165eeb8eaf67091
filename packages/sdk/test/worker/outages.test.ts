import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { JobRow } from '../../src/jobs/index.ts'
import { QueueMessages } from '../../src/worker/queue-messages.ts'
import { Readiness } from '../../src/worker/readiness.ts'
import { Receiver, receivePolicy } from '../../src/worker/receiver.ts'
import { supervise } from '../../src/worker/supervise.ts'
import { type BlackHole, blackHole } from './support/black-hole.ts'
import { type WorkerProcess, workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
let worker: WorkerProcess
let way: BlackHole | undefined
beforeAll(async () => {
  world = await workerWorld()
})
afterEach(async () => {
  if (worker) await world.kill(worker)
  await way?.[Symbol.asyncDispose]()
  way = undefined
})
afterAll(() => world.stop())

async function running(): Promise<JobRow> {
  const job = await world.job(await world.tenant())
  await world.behave(job, 'wait')
  await world.send(job)
  await world.untilStarted(job, 1)
  return job
}

describe('a server out of reach: the process stays and resumes', () => {
  it('P-27 P-28 Redis: work under way is done meanwhile, and the next job is shown again', async () => {
    way = await blackHole(world.servers.redisUrl)
    worker = await world.start('no-redis', { env: { REDIS_URL: way.url } })
    const job = await running()
    way.swallow()
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0 })
    way.clear()
    const next = await running()
    await world.behave(next, 'succeed')
    await world.until('the next job is shown as DONE', async () => {
      const { status } = await world.progress.read(next.tenantId, next.jobId)
      return status?.status === 'DONE'
    })
    expect(worker.child.exitCode).toBeNull()
  }, 40_000)

  it('P-11 P-29 PostgreSQL: running work is aborted once, burns neither attempt nor crash, and resumes', async () => {
    way = await blackHole(world.servers.env.DATABASE_URL_WORKER as string)
    worker = await world.start('no-database', { env: { DATABASE_URL_WORKER: way.url } })
    const job = await running()
    way.swallow()
    await world.until('the worker says so', async () =>
      worker.output().includes('not ready: the lease is lost: the database does not answer'),
    )
    expect(await world.row(job.jobId)).toMatchObject({ status: 'RUNNING', fence: '1' })
    way.clear()
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '3' })
    expect(worker.output().match(/"lease lost: /g)).toHaveLength(1)
    await world.until('it is ready again', async () => worker.output().includes('ready again'))
    expect(worker.child.exitCode).toBeNull()
  }, 40_000)

  it('P-47 SQS: work under way goes on, and messages sent meanwhile are run afterwards', async () => {
    const { front } = world.servers.sqs
    worker = await world.start('no-queue')
    const job = await running()
    const waiting = await world.job(await world.tenant())
    await world.send(waiting)
    front.fault({ kind: 'black_hole', count: null })
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1 })
    front.clearFaults()
    expect(await world.untilStatus(waiting, 'DONE')).toMatchObject({ attempt: 1, crashes: 0 })
    expect(worker.child.exitCode).toBeNull()
  }, 40_000)
})

describe('the watchdog of the receive loop', () => {
  it('P-47 a queue that does not answer for twice its wait is said to be the reason, until it answers', async () => {
    const policy = receivePolicy('video')
    const brief = { ...policy, channels: policy.channels.map((each) => ({ ...each, waitTimeSeconds: 1 })) }
    const log = pino({ level: 'silent' })
    const receiver = new Receiver(brief, new QueueMessages(world.sqs, world.queues), log)
    const said: string[] = []
    const reasons = () => (receiver.unanswered ? ['the queue does not answer'] : [])
    const readiness = new Readiness(reasons, {
      log,
      hooks: { readiness: ({ ready, reasons }) => said.push(`${ready} ${reasons}`) },
    })
    await receiver.receive(1)
    expect(receiver.unanswered).toBe(false)
    world.servers.sqs.front.fault({ kind: 'black_hole', count: null })
    const poll = receiver.receive(1)
    await world.until('it is said', async () => said.length === 1)
    world.servers.sqs.front.clearFaults()
    await poll
    await receiver.receive(1)
    await world.until('that is said, too', async () => said.length === 2)
    readiness.stop()
    expect(said).toEqual(['false the queue does not answer', 'true '])
  })

  it('P-47 a loop that throws begins again until its worker stops', async () => {
    let runs = 0
    const loop = async () => {
      runs += 1
      if (runs < 3) throw new Error('a defect')
    }
    await supervise('receive', loop, () => runs === 3, world.log)
    expect(runs).toBe(3)
  })
})
