import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'

// Ticks a second in which Linux counts CPU time, whatever the machine.
const ticksPerSecond = 100
const bootSeconds = 60

/** A server as a process of its own. */
export class ServerProcess implements AsyncDisposable {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
  }

  /**
   * Starts `script` and waits until it answers `readyPath` with 200.
   * @throws Error when it ends or stays silent
   */
  static async start(
    script: string,
    env: Readonly<Record<string, string>>,
    { url, readyPath }: { url: string; readyPath: string },
  ): Promise<ServerProcess> {
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const server = new ServerProcess(child, url)
    const end = performance.now() + bootSeconds * 1000
    while ((await fetch(`${url}${readyPath}`).catch(() => undefined))?.status !== 200) {
      if (child.exitCode === null && performance.now() < end) await after(20)
      else {
        await server[Symbol.asyncDispose]()
        throw new Error(`${script} did not start`)
      }
    }
    return server
  }

  /** Microseconds of CPU that it has used; undefined where the system does not tell. */
  cpuMicroseconds(): number | undefined {
    try {
      const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
      // The name of the program, in brackets, may hold blanks; user and system time are the 14th and 15th field.
      const [user, system] = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13)
        .map(Number)
      return (((user ?? 0) + (system ?? 0)) * 1e6) / ticksPerSecond
    } catch {
      return undefined
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await ended
  }
}
