import { describe, it } from 'vitest'
import type { JobRow } from '../../src/jobs/index.ts'
import { startRelay } from '../../src/outbox/index.ts'
import { breakableLink } from '../support/breakable-link.ts'
import { measured } from '../support/measured.ts'
import { type BlackHole, blackHole } from './support/black-hole.ts'
import { type WorkerProcess, workerWorld } from './support/worker-world.ts'

const outageSeconds = 60
const patienceMs = 60_000

type World = Awaited<ReturnType<typeof workerWorld>>
type Way = 'swallows everything' | 'refuses every connection'

/** A link to a server that can fail in either way. */
async function linkTo(url: string, way: Way) {
  if (way === 'refuses every connection') {
    const link = await breakableLink(url)
    return { url: link.url, fail: link.cut, mend: link.mend, [Symbol.asyncDispose]: link[Symbol.asyncDispose] }
  }
  const hole: BlackHole = await blackHole(url)
  const fail = async () => hole.swallow()
  const mend = async () => hole.clear()
  return { url: hole.url, fail, mend, [Symbol.asyncDispose]: hole[Symbol.asyncDispose] }
}

/** Passes once `outageSeconds` are over since `failedAt`; `meanwhile` runs within them. */
async function lastOutage(failedAt: number, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  await meanwhile()
  await new Promise((resolve) => setTimeout(resolve, failedAt + outageSeconds * 1000 - performance.now()))
}

async function startJob(world: World, behaviour: string): Promise<JobRow> {
  const job = await world.job(await world.tenant())
  await world.behave(job, behaviour)
  await world.send(job)
  return job
}

const says = (world: World, worker: WorkerProcess, text: string) =>
  world.until(`${worker.name} says: ${text}`, async () => worker.output().includes(text), patienceMs)
const since = (at: number) => (performance.now() - at) / 1000
const times = (text: string, worker: WorkerProcess) => worker.output().split(text).length - 1

const ways: readonly Way[] = ['swallows everything', 'refuses every connection']

describe.concurrent.each(ways)('a server that %s for a minute', { timeout: 240_000 }, (way) => {
  it('P-11 P-29 PostgreSQL: running work is aborted once, nobody takes over, nothing is burned, work resumes', async ({
    expect,
  }) => {
    const world = await workerWorld()
    try {
      await using link = await linkTo(world.servers.env.DATABASE_URL_WORKER as string, way)
      const env = { DATABASE_URL_WORKER: link.url }
      const workers = [await world.start('one', { env }), await world.start('two', { env })]
      const jobs = [await startJob(world, 'hold'), await startJob(world, 'hold')]
      for (const job of jobs) await world.untilStep(job, 'holding')
      await world.untilReapersJudge()
      const failedAt = performance.now()
      await link.fail()
      await lastOutage(failedAt, async () => {
        for (const worker of workers) await says(world, worker, 'not ready: the lease is lost')
        measured(`PostgreSQL ${way}: from its loss to "not ready"`, since(failedAt))
      })
      for (const job of jobs) {
        expect(await world.row(job.jobId)).toMatchObject({ status: 'RUNNING', fence: '1', crashes: 0 })
      }
      const mendedAt = performance.now()
      await link.mend()
      for (const job of jobs) await world.untilStarted(job, 3) // handed back with 2
      measured(`PostgreSQL ${way}: from its return to the next start of every job`, since(mendedAt))
      for (const job of jobs) {
        const row = await world.untilStatus(job, 'DONE')
        expect(row).toMatchObject({ attempt: 1, crashes: 0, fence: '3' })
        const aborts = workers.map((worker) => times(`handler aborted ${job.jobId} lease_lost`, worker))
        expect(aborts.reduce((sum, count) => sum + count)).toBe(1)
      }
      for (const worker of workers) {
        await says(world, worker, 'ready again')
        expect(times('lease lost: running work is aborted', worker)).toBe(1)
        expect(worker.child.exitCode).toBeNull()
      }
      const later = await startJob(world, 'succeed')
      expect(await world.untilStatus(later, 'DONE')).toMatchObject({ attempt: 1, crashes: 0 })
    } finally {
      await world.stop()
    }
  })

  it('P-27 P-28 Redis: no job fails or waits for it, and what follows is shown again', async ({ expect }) => {
    const world = await workerWorld()
    try {
      await using link = await linkTo(world.servers.redisUrl, way)
      const worker = await world.start('one', { env: { REDIS_URL: link.url } })
      const jobs = [await startJob(world, 'wait')]
      await world.untilStarted(jobs[0] as JobRow, 1)
      const failedAt = performance.now()
      await link.fail()
      await lastOutage(failedAt, async () => {
        await says(world, worker, 'not ready: Redis does not answer: progress is not shown')
        measured(`Redis ${way}: from its loss to "not ready"`, since(failedAt))
        await world.behave(jobs[0] as JobRow, 'succeed')
        while (since(failedAt) < outageSeconds - 10) {
          const job = jobs.at(-1) as JobRow
          const startedAt = performance.now()
          await world.untilStatus(job, 'DONE')
          if (jobs.length === 3) measured(`Redis ${way}: a job of no work, from its message to DONE`, since(startedAt))
          jobs.push(await startJob(world, 'succeed'))
        }
      })
      const mendedAt = performance.now()
      await link.mend()
      await says(world, worker, 'ready again')
      const next = await startJob(world, 'succeed')
      await world.until('the next job is shown as DONE', async () => {
        const { status } = await world.progress.read(next.tenantId, next.jobId)
        return status?.status === 'DONE'
      })
      measured(`Redis ${way}: from its return until a new job's end is shown`, since(mendedAt))
      for (const job of jobs) {
        expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '1' })
      }
      expect(times('lease lost', worker)).toBe(0)
      expect(worker.child.exitCode).toBeNull()
    } finally {
      await world.stop()
    }
  })

  it('P-05 P-47 SQS: work under way is done, what was acknowledged meanwhile is run afterwards', async ({ expect }) => {
    const world = await workerWorld()
    const relay = startRelay({ ...world, pool: world.relay })
    try {
      const worker = await world.start('one')
      const running = await startJob(world, 'wait')
      await world.untilStarted(running, 1)
      const failedAt = performance.now()
      world.servers.sqs.front.fault({ kind: way === 'swallows everything' ? 'black_hole' : 'reset', count: null })
      const acknowledged = await world.job(await world.tenant())
      // Before a slot is free: until the relay has tried, a free slot may take it straight from the table.
      await world.until('the relay tries to send it', async () => (await world.row(acknowledged.jobId)).admitted)
      await lastOutage(failedAt, async () => {
        await world.behave(running, 'succeed')
        expect(await world.untilStatus(running, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '1' })
        await says(world, worker, 'not ready: the queue does not answer')
        measured(`SQS ${way}: from its loss to "not ready"`, since(failedAt))
      })
      expect(await world.row(acknowledged.jobId)).toMatchObject({ status: 'PENDING', attempt: 0 })
      const mendedAt = performance.now()
      world.servers.sqs.front.clearFaults()
      expect(await world.untilStatus(acknowledged, 'DONE')).toMatchObject({ attempt: 1, crashes: 0 })
      measured(`SQS ${way}: from its return to the end of a job created meanwhile`, since(mendedAt))
      await says(world, worker, 'ready again')
      expect(times('lease lost', worker)).toBe(0)
      expect(worker.child.exitCode).toBeNull()
    } finally {
      world.servers.sqs.front.clearFaults()
      await relay.stop()
      await world.stop()
    }
  })
})
