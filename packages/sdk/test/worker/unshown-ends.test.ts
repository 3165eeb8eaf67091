import { once } from 'node:events'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { JobRow } from '../../src/jobs/index.ts'
import { claimJobs, completeJob } from '../../src/lease/index.ts'
import { buildMessage } from '../../src/messages/index.ts'
import { queueEntry } from '../../src/queues/index.ts'
import { measured } from '../support/measured.ts'
import { type BlackHole, blackHole } from './support/black-hole.ts'
import { messageRequests } from './support/wire.ts'
import { type Launch, type WorkerProcess, workerWorld } from './support/worker-world.ts'

// A job's row is DONE before Redis says so and before its message is deleted (law 8). Whoever dies in between must not
// leave a client polling for an end that never comes.

let world: Awaited<ReturnType<typeof workerWorld>>
let redisWay: BlackHole
let sqsWay: BlackHole
beforeEach(async () => {
  world = await workerWorld()
  redisWay = await blackHole(world.servers.redisUrl)
  sqsWay = await blackHole(world.config.aws.sqsEndpoint as string)
})
afterEach(async () => {
  await Promise.all([redisWay[Symbol.asyncDispose](), sqsWay[Symbol.asyncDispose]()])
  await world.stop()
})

/** A worker that can be kept from showing and acknowledging what it has committed. */
const startVictim = (main = 'scripted-worker.ts') =>
  world.start('victim', { main, env: { REDIS_URL: redisWay.url, SQS_ENDPOINT: sqsWay.url, FLEET: 'messaging' } })

const shown = async (job: JobRow) => {
  const { status, progress } = await world.progress.read(job.tenantId, job.jobId)
  return { status: status?.status, percent: progress?.percent }
}

const untilEndIsShown = (job: JobRow) =>
  world.until('DONE is shown, with all of its progress', async () => {
    const { status, percent } = await shown(job)
    return status === 'DONE' && percent === 100
  })

const untilMessageIsDeleted = (since: number) =>
  world.until(
    'the message is deleted',
    async () => messageRequests(world.servers.sqs.front, 'DeleteMessage', since).length > 0,
  )

const graceSeconds = 1
const stoppable: Launch = {
  main: 'stoppable-worker.ts',
  env: { FLEET: 'messaging', GRACE_SECONDS: String(graceSeconds) },
}

async function stopsWithinItsGrace(worker: WorkerProcess, beside: string): Promise<void> {
  const exited = once(worker.child, 'exit')
  const askedAt = performance.now()
  worker.child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  const seconds = (performance.now() - askedAt) / 1000
  measured(`SIGTERM, grace ${graceSeconds} s, SQS does not let go of ${beside}: until the process ended`, seconds)
  expect(seconds).toBeLessThan(graceSeconds + 1)
}

/** Jobs whose worker ended them and has been silent since; nothing shows their end, and their messages are still there. */
async function doneByAWorkerGoneSince(count: number): Promise<JobRow[]> {
  const gone = await world.identity('messaging', 'gone')
  const tenant = await world.tenant()
  const jobs = await Promise.all(Array.from({ length: count }, () => world.notice(tenant)))
  for (const job of jobs) await world.progress.pending(job)
  const queueUrl = await world.queues.url('messagingJobs')
  await world.admin.query(
    `UPDATE jobs SET status = 'DONE', fence = 1, attempt = 1, finished_at = clock_timestamp(), finished_by = $2,
       queue_url = $3, receipt_handle = 'of-a-receive-' || job_id
     WHERE job_id = ANY ($1)`,
    [jobs.map((job) => job.jobId), gone, queueUrl],
  )
  await world.admin.query(`UPDATE workers SET beat_at = beat_at - interval '1 hour' WHERE worker_id = $1`, [gone])
  return jobs
}

/** A job that its worker has committed as DONE, and could neither show nor acknowledge. */
async function doneUnseen(job: JobRow): Promise<void> {
  redisWay.swallow()
  sqsWay.swallow()
  await world.behave(job, 'succeed')
  await world.untilStatus(job, 'DONE')
  expect((await shown(job)).status).toBe('RUNNING')
}

async function running(): Promise<JobRow> {
  const job = await world.job(await world.tenant())
  await world.behave(job, 'wait')
  await world.send(job)
  await world.untilStarted(job, 1)
  await world.until('RUNNING is shown', async () => (await shown(job)).status === 'RUNNING')
  return job
}

it('P-22 the end of a job whose worker is killed before it shows it is shown by the worker that finds it dead', async () => {
  await world.untilReapersJudge()
  const victim = await startVictim()
  const job = await running()
  await world.start('witness')
  await doneUnseen(job)
  await world.kill(victim)
  const killedAt = performance.now()
  const since = world.servers.sqs.front.lastSeq
  await untilEndIsShown(job)
  measured('SIGKILL between DONE and Redis: until another worker shows it', (performance.now() - killedAt) / 1000)
  await untilMessageIsDeleted(since)
  expect(await world.row(job.jobId)).toMatchObject({ status: 'DONE', fence: '1', attempt: 1 })
  expect(await world.effects(job)).toEqual([1])
}, 60_000)

it('P-22 … and by the worker itself, when it comes back under its name', async () => {
  const victim = await startVictim()
  const job = await running()
  await doneUnseen(job)
  await world.kill(victim)
  const since = world.servers.sqs.front.lastSeq
  const restartedAt = performance.now()
  await world.start('victim')
  await untilEndIsShown(job)
  measured(
    'SIGKILL between DONE and Redis: until it is shown by the worker that comes back',
    (performance.now() - restartedAt) / 1000,
  )
  await untilMessageIsDeleted(since)
}, 60_000)

it('P-22 … and by the watchdog of a process whose event loop another handler blocks', async () => {
  await startVictim('stoppable-worker.ts')
  const tenant = await world.tenant()
  const [neighbour, blocker] = [await world.notice(tenant), await world.notice(tenant)]
  for (const job of [neighbour, blocker]) {
    await world.behave(job, 'wait')
    await world.send(job)
    await world.untilStarted(job, 1)
  }
  await world.until('RUNNING is shown', async () => (await shown(neighbour)).status === 'RUNNING')
  await doneUnseen(neighbour)
  await world.behave(blocker, 'block')
  await world.untilStep(blocker, 'blocking')
  const since = world.servers.sqs.front.lastSeq
  redisWay.clear()
  sqsWay.clear()
  await untilEndIsShown(neighbour)
  await untilMessageIsDeleted(since)
}, 60_000)

it('P-22 … and when its worker is stopped while it cannot reach Redis', async () => {
  await world.untilReapersJudge()
  const victim = await startVictim()
  const job = await running()
  await world.start('witness')
  redisWay.swallow()
  await world.behave(job, 'succeed')
  await world.untilStatus(job, 'DONE')
  await world.kill(victim, 'SIGTERM')
  expect((await shown(job)).status).toBe('RUNNING')
  await untilEndIsShown(job)
}, 60_000)

/** A queue that answers every receive and lets go of nothing. */
function swallowDeletes(): void {
  for (const action of ['DeleteMessage', 'DeleteMessageBatch'])
    world.servers.sqs.front.fault({ kind: 'black_hole', action, count: null })
}

it('P-14 P-22 ends that others left hold up no stop where SQS lets go of none', async () => {
  const jobs = await doneByAWorkerGoneSince(40)
  swallowDeletes()
  const finder = await world.start('finder', stoppable)
  for (const job of jobs) await untilEndIsShown(job)
  await stopsWithinItsGrace(finder, '40 ends of others')
}, 60_000)

it('P-14 P-22 … and nor do its own', async () => {
  const tenant = await world.tenant()
  const jobs = await Promise.all([1, 2, 3].map(() => world.notice(tenant)))
  swallowDeletes()
  const worker = await world.start('worker', stoppable)
  for (const job of jobs) {
    await world.behave(job, 'succeed')
    await world.send(job)
  }
  for (const job of jobs) await untilEndIsShown(job)
  await stopsWithinItsGrace(worker, '3 ends of its own')
}, 60_000)

it('P-22 P-02 a message of a job that ended unseen shows its end before it is deleted', async () => {
  const job = await world.job(await world.tenant())
  await world.progress.pending(job)
  const workerId = await world.identity()
  const messages = [{ jobId: job.jobId, tenantId: job.tenantId, receiptHandle: 'of-a-former-receive', queueUrl: 'q' }]
  const [answer] = (await claimJobs(world.worker, { workerId, fleet: 'ai', slots: 1, messages })) ?? []
  const result = { total: 0, created: 0, restored: 0, duplicates: 0, failed: [], processed_by: 'worker' }
  await completeJob(world.worker, answer?.job as JobRow, result)
  expect((await shown(job)).status).toBe('PENDING')
  const since = world.servers.sqs.front.lastSeq
  await world.start('receiver')
  await world.sqs.send(
    new SendMessageCommand({ QueueUrl: await world.queues.url(job.channel), ...queueEntry(buildMessage(job)) }),
  )
  await untilMessageIsDeleted(since)
  expect(await shown(job)).toEqual({ status: 'DONE', percent: 100 })
}, 60_000)
