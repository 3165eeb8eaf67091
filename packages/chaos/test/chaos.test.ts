import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makePlan } from '../src/plan/plan.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const seconds = 30
const seed = 3

let directory: string
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'academy-test-chaos-')))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** `pnpm chaos` whose temporary files, and whose processes' too, lie in the test's own folder. */
function chaos(...args: string[]) {
  const { ACADEMY_TEST_SERVERS: _shared, NODE_OPTIONS: _options, ...env } = process.env
  const child = spawn(process.execPath, [main, '--json', ...args], { env: { ...env, TMPDIR: directory } })
  let [output, said] = ['', '']
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (said += data))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, output: () => output, said: () => said }
}

/** Processes that were started with the test's folder in their environment, whoever started them. */
function processes(): string[] {
  const all = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 })
  return all.split('\n').filter((line) => line.includes(directory))
}

async function nothingLeft(): Promise<void> {
  // The guard that outlives its servers ends a moment after them.
  for (let looks = 0; looks < 100 && processes().length > 0; looks += 1) await sleep(100)
  expect(processes()).toEqual([])
  expect(readdirSync(directory)).toEqual([])
}

describe('chaos', () => {
  it('P-01 P-03 P-07 P-13 P-14 breaks every part for half a minute: no job is lost, none takes effect twice', async () => {
    const run = chaos('--seconds', String(seconds), '--seed', String(seed))
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
    await nothingLeft()
  }, 300_000)

  it('leaves nothing behind when it is interrupted', async () => {
    const run = chaos('--seconds', String(seconds))
    while (processes().length < 3) await sleep(100)
    run.child.kill('SIGINT')
    expect(await run.ended, run.said()).toBe(130)
    await nothingLeft()
  }, 120_000)

  it('says what is wrong with its arguments', async () => {
    const run = chaos('--seconds', '5')
    expect(await run.ended).toBe(2)
    expect(run.said()).toContain('--seconds is a whole number of at least 20')
  })
})
