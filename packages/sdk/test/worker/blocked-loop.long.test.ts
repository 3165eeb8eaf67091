import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import { measured } from '../support/measured.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

it('P-11 an isolated handler that blocks its loop for a minute keeps its job, and finishes it under the same claim', async () => {
  const worker = await world.start('patient')
  const job = await world.job(await world.tenant())
  await world.behave(job, 'block_a_minute')
  await world.send(job)
  await world.untilStarted(job, 1)
  const blocksAt = performance.now()
  await world.start('watches') // it would take the job over
  await world.until(
    'it is free again',
    async () =>
      (await world.admin.query(`SELECT FROM test_steps WHERE job_id = $1 AND what = 'unblocked'`, [job.jobId]))
        .rowCount,
    120_000,
  )
  measured('a blocked isolated handler: kept its claim for', (performance.now() - blocksAt) / 1000)
  expect(performance.now() - blocksAt).toBeGreaterThan(5 * fleets.ai.deadAfterSeconds * 1000)
  expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '1' })
  expect(await world.effects(job)).toEqual([1])
  expect(worker.output()).not.toContain('lease lost')
}, 180_000)
