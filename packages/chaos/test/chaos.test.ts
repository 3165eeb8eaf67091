import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makePlan } from '../src/plan/plan.ts'
import { ChaosFolder } from './support/chaos-process.ts'

const seconds = 30
const seed = 3

let folder: ChaosFolder
beforeEach(() => {
  folder = new ChaosFolder()
})
afterEach(() => folder.remove())

describe('chaos', () => {
  it('P-01 P-03 P-07 P-13 P-14 breaks every part for half a minute: no job is lost, none takes effect twice', async () => {
    const run = folder.run('--seconds', String(seconds), '--seed', String(seed))
    // 1 when something took too long or found nothing to meet: how busy this machine is decides that, too.
    expect([0, 1], run.said()).toContain(await run.ended)
    expect(JSON.parse(run.output()), run.said()).toMatchObject({
      seed,
      jobs: makePlan(seed, seconds).jobs.length,
      lost: 0,
      duplicate_effects: 0,
      stale_writes_accepted: 0,
      overlapping_runs: 0,
      unexpected_dlq: 0,
      attempts_burned_by_operations: 0,
    })
    const { faults } = JSON.parse(run.output())
    expect(faults.kill_handler + faults.freeze).toBeGreaterThan(0)
    await folder.nothingLeft()
  }, 300_000)

  it('leaves nothing behind when it is interrupted', async () => {
    const run = folder.run('--seconds', String(seconds))
    while (folder.processes().length < 3) await sleep(100)
    run.child.kill('SIGINT')
    expect(await run.ended, run.said()).toBe(130)
    await folder.nothingLeft()
  }, 120_000)

  it('says what is wrong with its arguments', async () => {
    const run = folder.run('--seconds', '5')
    expect(await run.ended).toBe(2)
    expect(run.said()).toContain('--seconds is a whole number of at least 20')
  })
})
