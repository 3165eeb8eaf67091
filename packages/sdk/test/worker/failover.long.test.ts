import { startStack } from '@academy/stack'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import { migrate, sdkMigrations } from '../../src/database/index.ts'
import { measured } from '../support/measured.ts'
import { workerWorld } from './support/worker-world.ts'

const downSeconds = 20

let stack: Awaited<ReturnType<typeof startStack>>
let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  stack = await startStack({ fsync: false })
  await migrate({ url: stack.databaseUrl, directories: [sdkMigrations] })
  world = await workerWorld(stack)
})
afterAll(() => world.stop())

it('P-11 P-29 PostgreSQL is killed and comes back later, as at a failover: one abort, no takeover, nothing burned', async () => {
  const workers = [await world.start('one'), await world.start('two')]
  const jobs = [await world.job(await world.tenant()), await world.job(await world.tenant())]
  for (const job of jobs) {
    await world.behave(job, 'hold')
    await world.send(job)
    await world.untilStep(job, 'holding')
  }
  await world.untilReapersJudge()
  await stack.postgres.crash()
  await new Promise((resolve) => setTimeout(resolve, downSeconds * 1000))
  for (const worker of workers) expect(worker.output()).toContain('not ready: the lease is lost')
  await stack.postgres.start()
  const backAt = performance.now()
  for (const job of jobs) await world.untilStarted(job, 3) // handed back with 2
  const tookSeconds = (performance.now() - backAt) / 1000
  measured('PostgreSQL killed: from its return to the next start of every job', tookSeconds)
  for (const job of jobs) {
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '3' })
    const aborts = workers.map((worker) => worker.output().split(`handler aborted ${job.jobId}`).length - 1)
    expect(aborts.reduce((sum, count) => sum + count)).toBe(1)
  }
  for (const worker of workers) expect(worker.child.exitCode).toBeNull()
  // Longer would mean that somebody waited to be judged dead.
  expect(tookSeconds).toBeLessThan(fleets.ai.deadAfterSeconds)
}, 150_000)
