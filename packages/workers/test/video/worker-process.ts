import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/video/main.ts', import.meta.url))

/** A real video worker: the process that is deployed. */
export class WorkerProcess {
  readonly #child: ChildProcess
  #output = ''

  constructor(env: Readonly<Record<string, string>>, name: string) {
    this.#child = spawn(process.execPath, [main], {
      env: { ...process.env, ...env, WORKER_NAME: name },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (data) => {
        this.#output += data
      })
    }
  }

  get output(): string {
    return this.#output
  }

  /** Resolves when the process is gone; a process that is gone already is no error. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill(signal)
    await gone
  }
}
