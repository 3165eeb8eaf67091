import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { fleets, retry } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { cancelJob } from '../../src/jobs/index.ts'
import { type BlackHole, blackHole } from './support/black-hole.ts'
import { sharedProcessWorld } from './support/shared-process-world.ts'
import type { WorkerProcess } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof sharedProcessWorld>>
let worker: WorkerProcess
let way: BlackHole | undefined
beforeAll(async () => {
  world = await sharedProcessWorld()
})
afterEach(async () => {
  await world.kill(worker)
  await way?.[Symbol.asyncDispose]()
  way = undefined
})
afterAll(() => world.stop())

it('P-11 once the lease is lost a handler that ignores its signal ends with its process before another runs the job', async () => {
  way = await blackHole(world.servers.env.DATABASE_URL_WORKER as string)
  worker = await world.startSharing('cut-off', { DATABASE_URL_WORKER: way.url })
  const job = await world.running('ignore_signal')
  const exited = once(worker.child, 'exit')
  const cutAt = performance.now()
  way.swallow()
  expect(await exited).toEqual([null, 'SIGKILL'])
  const { abortAfterSeconds, deadAfterSeconds } = fleets.messaging
  // Halted at the end of the abort grace; the hand-back, which cannot succeed, gets as long as it may take.
  const latest = abortAfterSeconds + retry.abortGraceSeconds + (deadAfterSeconds - abortAfterSeconds) + 2
  expect((performance.now() - cutAt) / 1000).toBeLessThan(latest)
  expect(await world.row(job.jobId)).toMatchObject({ status: 'RUNNING', fence: '1' })
  await world.admin.query(`UPDATE jobs SET status = 'CANCELLED', locked_by = NULL WHERE job_id = $1`, [job.jobId])
}, 40_000)

it('a cancelled handler that ignores its signal costs its neighbours nothing before its cap', async () => {
  worker = await world.startSharing('cancelled')
  const neighbour = await world.running('wait')
  const capSeconds = 8
  const job = await world.running('ignore_signal', capSeconds)
  await withTenant(world.api, job.tenantId, (tx) => cancelJob(tx, job.tenantId, job.jobId))
  const next = await world.running('succeed')
  await world.untilStatus(next, 'DONE')
  const counted = { status: 'CANCELLED', locked_by: expect.stringMatching(/^cancelled:/) }
  expect(await world.row(job.jobId)).toMatchObject(counted)
  await once(worker.child, 'exit')
  const { rows } = await world.admin.query(
    'SELECT extract(epoch FROM clock_timestamp() - started_at)::float AS s FROM jobs WHERE job_id = $1',
    [job.jobId],
  )
  expect(rows[0].s).toBeGreaterThanOrEqual(capSeconds)
  expect(await world.row(neighbour.jobId)).toMatchObject(world.handedBack)
  await world.shelve(neighbour)
}, 40_000)

it('P-06 neighbours that ignore their signals, too, are handed back before the process of a capped handler ends', async () => {
  worker = await world.startSharing('all-stubborn')
  const neighbours = [await world.running('ignore_signal'), await world.running('ignore_signal')]
  const capped = await world.running('ignore_signal', 1)
  expect(await once(worker.child, 'exit')).toEqual([null, 'SIGKILL'])
  expect(await world.row(capped.jobId)).toMatchObject({ status: 'FAILED', error_code: 'inference_timeout' })
  for (const { jobId } of neighbours) expect(await world.row(jobId)).toMatchObject(world.handedBack)
  await world.shelve(...neighbours)
}, 40_000)
