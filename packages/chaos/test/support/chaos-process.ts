import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Runs `pnpm chaos` so that its temporary files, and those of its processes, lie in a folder of the test's own. */
export class ChaosFolder {
  private readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'academy-test-chaos-')))

  run(...args: string[]) {
    const { ACADEMY_TEST_SERVERS: _shared, NODE_OPTIONS: _options, ...env } = process.env
    const child = spawn(process.execPath, [main, ...args, '--json'], { env: { ...env, TMPDIR: this.directory } })
    let [output, said] = ['', '']
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (said += data))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    return { child, ended, output: () => output, said: () => said }
  }

  /** Processes that were started with this folder in their environment, whoever started them. */
  processes(): string[] {
    const all = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 })
    return all.split('\n').filter((line) => line.includes(this.directory))
  }

  async nothingLeft(): Promise<void> {
    // The guard that outlives its servers ends a moment after them.
    for (let looks = 0; looks < 100 && this.processes().length > 0; looks += 1) await sleep(100)
    expect(this.processes()).toEqual([])
    expect(readdirSync(this.directory)).toEqual([])
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}
