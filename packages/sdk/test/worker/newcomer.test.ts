import { afterEach, beforeEach, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeEach(async () => {
  world = await workerWorld()
})
afterEach(() => world.stop())

const recoverySeconds = 10

it('P-09 a killed worker’s job runs again within 10 s, although all who saw it beat are gone', async () => {
  await world.untilReapersJudge()
  const job = await world.job(await world.tenant())
  await world.behave(job, 'wait')
  await world.send(job)
  const victim = await world.start('victim')
  await world.untilStarted(job, 1)
  const witness = await world.start('witness')
  await world.kill(victim)
  const killedAt = performance.now()
  // So late that dead_after of the newcomer's own beats would take longer than the job may wait.
  await world.until('it has been silent for long', async () => {
    const { rows } = await world.admin.query(
      `SELECT FROM workers WHERE name = 'victim' AND beat_at < clock_timestamp() - make_interval(secs => $1)`,
      [fleets.ai.abortAfterSeconds - 0.5],
    )
    return rows.length > 0
  })
  await world.start('newcomer')
  await world.kill(witness)
  await world.untilStarted(job, 3)
  expect((performance.now() - killedAt) / 1000).toBeLessThan(recoverySeconds)
})
