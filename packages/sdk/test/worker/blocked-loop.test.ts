import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import type { JobRow } from '../../src/jobs/index.ts'
import { measured } from '../support/measured.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

const messaging = { main: 'messaging-worker.ts' }

it('P-11 a handler that blocks its worker ends it at once, after its neighbours were handed back', async () => {
  const blocked = await world.start('blocks', messaging)
  const tenant = await world.tenant()
  const jobs = await Promise.all(Array.from({ length: 4 }, () => world.notice(tenant)))
  for (const job of jobs) {
    await world.behave(job, 'wait')
    await world.send(job)
    await world.untilStarted(job, 1)
  }
  const [culprit, ...neighbours] = jobs as [JobRow, ...JobRow[]]
  const helper = await world.start('helps', messaging)
  await world.untilReapersJudge()

  const exited = once(blocked.child, 'exit')
  await world.behave(culprit, 'block')
  await world.untilStep(culprit, 'blocking')
  const blocksAt = performance.now()
  await world.behave(culprit, 'succeed')
  expect(await exited).toEqual([null, 'SIGKILL'])
  measured('a blocked shared loop: until its process ended', (performance.now() - blocksAt) / 1000)
  expect((performance.now() - blocksAt) / 1000).toBeLessThan(fleets.messaging.abortAfterSeconds + 2)
  const said =
    blocked
      .output()
      .split('\n')
      .find((line) => line.includes('blocked the event loop')) ?? ''
  expect(JSON.parse(said)).toMatchObject({ level: 60, job_id: culprit.jobId, worker: 'blocks' })

  for (const job of neighbours) {
    await world.untilStarted(job, 3) // handed back with 2
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '3' })
  }
  expect(await world.untilStatus(culprit, 'DONE')).toMatchObject({ attempt: 1, crashes: 1, fence: '3' })
  // The reaper would have said so, and counted a crash for each.
  expect(helper.output()).not.toContain('taken back from a worker that is gone')
}, 40_000)

it('P-06 the beat does not notice an isolated handler that blocks; killing the worker kills it too', async () => {
  const worker = await world.start('patient')
  const job = await world.job(await world.tenant())
  await world.behave(job, 'block')
  await world.send(job)
  const { pid } = await world.untilStarted(job, 1)
  await world.until('the worker beat on for longer than dead_after', async () => {
    const { rows } = await world.admin.query(
      `SELECT FROM workers w, test_steps s WHERE w.name = 'patient' AND s.job_id = $1
       AND w.beat_at > s.at + make_interval(secs => $2)`,
      [job.jobId, fleets.ai.deadAfterSeconds + 1],
    )
    return rows.length > 0
  })
  expect(await world.row(job.jobId)).toMatchObject({ status: 'RUNNING', fence: '1' })
  expect(worker.output()).not.toContain('lease lost')
  await world.kill(worker)
  await world.until('the blocked child is gone', async () => {
    try {
      return !process.kill(pid, 0)
    } catch {
      return true
    }
  })
}, 40_000)
