import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { createInterface } from 'node:readline'

import { type Guard, startGuard } from '../processes/guard.ts'

type Environment = Record<string, string | undefined>

/** How a command ended that was run to its end. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly output: string
}

interface Entry {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** The processes of the target: started by name, each in a process group of its own, so that none outlives the driver. */
export class ChildProcesses {
  readonly #onLog: (name: string, line: string) => void
  readonly #entries = new Map<string, Entry>()
  readonly #groups = new Set<number>()
  readonly #asked = new WeakSet<ChildProcess>()
  #guard: Guard | undefined

  constructor(onLog: (name: string, line: string) => void) {
    this.#onLog = onLog
  }

  /** From now on, whatever ends the driver ends its processes, with all that they started, and removes `folder`. */
  guardWith(folder: string): void {
    this.#guard = startGuard(folder)
  }

  /** Starts `node ...args` under `name`. */
  start(name: string, args: readonly string[], env: Environment): number {
    const old = this.#entries.get(name)
    if (old && old.child.exitCode === null && old.child.signalCode === null)
      throw new Error(`${name} is already running`)
    if (args[0] !== undefined && !existsSync(args[0]))
      throw new Error(`${name}: ${relative(process.cwd(), args[0])} does not exist`)
    const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const lines: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        if (lines.length > 200) lines.shift()
        lines.push(line)
        this.#onLog(name, line)
      })
    }
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (code, signal) => {
        // Nobody asked for this end: whoever waits for the process must learn why it is not there.
        if (code !== 0 && !this.#asked.has(child))
          this.#onLog(name, `ended by itself (${signal ?? code}): ${lines.at(-1) ?? ''}`)
        if (child.pid !== undefined) this.#forgetWhenEmpty(child.pid)
        resolve({ code, signal, output: lines.join('\n') })
      })
      child.once('error', (error) => resolve({ code: null, signal: null, output: error.message }))
    })
    this.#entries.set(name, { child, ended })
    if (child.pid !== undefined) {
      this.#groups.add(child.pid)
      this.#guard?.watch(child.pid)
    }
    return child.pid ?? -1
  }

  /** Runs a command to its end. @throws when it ends with anything but 0, with what it wrote */
  async run(name: string, args: readonly string[], env: Environment): Promise<Ended> {
    this.start(name, args, env)
    const ended = await (this.#entries.get(name) as Entry).ended
    this.#entries.delete(name)
    if (ended.code !== 0)
      throw new Error(`${name} ended with ${ended.signal ?? ended.code}: ${ended.output.slice(-2000)}`)
    return ended
  }

  /** Sends a signal to this one process, not to its children. */
  signal(name: string, signal: NodeJS.Signals): number {
    const entry = this.#entries.get(name)
    if (!entry?.child.pid) throw new Error(`${name} was never started`)
    this.#asked.add(entry.child)
    entry.child.kill(signal)
    return entry.child.pid
  }

  /** Resolves when the process has ended. */
  async ended(name: string): Promise<Ended> {
    const entry = this.#entries.get(name)
    if (!entry) throw new Error(`${name} was never started`)
    return entry.ended
  }

  /** How the process ended, or `undefined` while it runs. */
  hasEnded(name: string): boolean {
    const child = this.#entries.get(name)?.child
    return child === undefined || child.exitCode !== null || child.signalCode !== null
  }

  /** A group whose last process has ended is forgotten: its number may soon be another's. */
  #forgetWhenEmpty(group: number): void {
    if (!this.#groups.has(group)) return
    try {
      process.kill(-group, 0)
      setTimeout(() => this.#forgetWhenEmpty(group), 100).unref()
    } catch {
      this.#groups.delete(group)
      this.#guard?.forget(group)
    }
  }

  /** Asks everything to stop, waits a moment, then ends what is left, whole groups at a time. */
  async stopAll(graceMs: number): Promise<void> {
    for (const { child } of this.#entries.values()) {
      this.#asked.add(child)
      child.kill('SIGTERM')
    }
    const all = Promise.all([...this.#entries.values()].map(({ ended }) => ended))
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs)
    })
    await Promise.race([all, grace])
    clearTimeout(timer)
    for (const group of this.#groups) {
      try {
        process.kill(-group, 'SIGKILL')
      } catch {
        // The whole group is already gone.
      }
    }
    await all
    await this.#guard?.disarm()
    this.#groups.clear()
  }
}
