import { afterEach, beforeEach, expect, it } from 'vitest'
import { ChaosFolder } from '../support/chaos-process.ts'

let folder: ChaosFolder
beforeEach(() => {
  folder = new ChaosFolder()
})
afterEach(() => folder.remove())

const chosen = { 'finish-without-fence': 'stale_writes_accepted', 'running-deleted': 'deleted_early' }

it('P-01 P-07 the judge names what breaks when a safety is taken away, and nothing when none is', async () => {
  const run = folder.run('mutants', ...Object.keys(chosen).flatMap((name) => ['--only', name]))
  expect(await run.ended, run.said()).toBe(0)
  const { verdicts, ...result } = JSON.parse(run.output())
  expect(result).toMatchObject({
    mutants: 2,
    killed: 2,
    survived: [],
    crashed: [],
    clean_runs: 2,
    unclean: {},
    ok: true,
  })
  for (const [name, violation] of Object.entries(chosen)) expect(verdicts[name]).toContain(violation)
  await folder.nothingLeft()
}, 300_000)

it('says that there is no such mutant', async () => {
  const run = folder.run('mutants', '--only', 'nobody')
  expect(await run.ended).toBe(2)
  expect(run.said()).toContain('no such mutant: nobody')
})
