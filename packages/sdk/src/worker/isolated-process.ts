import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import type { Logger } from 'pino'
import { type FleetName, jobTypes } from '../contract/index.ts'
import type { JobAborted } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { memoryFlags } from './isolated-memory.ts'
import type { FromChild, ToChild } from './isolated-protocol.ts'
import type { RunOutcome } from './outcomes.ts'

// The published package is JavaScript, the workspace TypeScript: the child's main file is of this file's own kind.
const childMain = new URL(`./isolated-main${extname(import.meta.url)}`, import.meta.url)

/** How to start a child: the fleet, the URL of its worker module and the worker's name for logs. */
export interface IsolatedOptions {
  readonly fleet: FleetName
  readonly module: URL
  readonly workerName: string
  readonly log: Logger
}

/** One child process, in a process group of its own, so that killing it also ends what it started. */
export class IsolatedProcess {
  private readonly child: ChildProcess
  private readonly ready: Promise<void>
  private ended: ((outcome: RunOutcome) => void) | undefined

  constructor({ fleet, module, workerName, log }: IsolatedOptions) {
    this.child = fork(childMain, [fleet, module.href, workerName], {
      serialization: 'advanced',
      detached: true,
      execArgv: [...process.execArgv, ...memoryFlags(fleet)],
    })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ready = promise
    promise.catch(() => {}) // reported by the run that needs it
    this.child.on('message', (message: FromChild) => {
      if (message.type === 'ready') resolve()
      if (message.type === 'ended') this.ended?.(message.outcome)
    })
    this.child.on('error', (error) => log.error({ err: error }, 'isolated process'))
    this.child.on('exit', (code, signal) => {
      const detail = `isolated process ended with ${signal ?? `exit code ${code}`}`
      reject(new Error(detail))
      this.ended?.({ kind: 'crashed', detail })
    })
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.connected
  }

  /** Runs one job; resolves with how it ended, `crashed` when the process died. */
  run(job: JobRow): Promise<RunOutcome> {
    return new Promise((resolve) => {
      this.ended = (outcome) => {
        this.ended = undefined
        resolve(outcome)
      }
      if (!this.alive) return this.ended({ kind: 'crashed', detail: 'isolated process is gone' })
      this.ready.then(
        () => this.say({ type: 'run', job }),
        () => {},
      )
    })
  }

  abort(reason: JobAborted['reason']): void {
    this.say({ type: 'abort', reason })
  }

  confirmLease(): void {
    this.say({ type: 'lease_confirmed' })
  }

  /** SIGKILL to the whole process group; resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    try {
      process.kill(-(this.child.pid as number), 'SIGKILL')
    } catch {
      this.child.kill('SIGKILL')
    }
    await gone
  }

  private say(message: ToChild): void {
    if (this.alive) this.child.send(message, () => {})
  }
}

/** Keeps a spare child warm, so that a claimed job starts at once. */
export class IsolatedProcessPool {
  private readonly idle: IsolatedProcess[] = []
  private readonly busy = new Set<IsolatedProcess>()
  private closed = false
  private readonly options: IsolatedOptions
  private readonly size: number

  constructor(options: IsolatedOptions, size: number) {
    this.options = options
    this.size = size
    this.refill()
  }

  take(): IsolatedProcess {
    const process = this.idle.find((candidate) => candidate.alive) ?? new IsolatedProcess(this.options)
    const at = this.idle.indexOf(process)
    if (at >= 0) this.idle.splice(at, 1)
    this.busy.add(process)
    return process
  }

  /** A child that ended its job cleanly is used again; any other is killed and replaced. */
  async giveBack(process: IsolatedProcess, clean: boolean): Promise<void> {
    this.busy.delete(process)
    if (clean && process.alive && this.idle.length < this.size) this.idle.push(process)
    else await process.kill()
    this.refill()
  }

  confirmLease(): void {
    for (const process of this.busy) process.confirmLease()
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all([...this.idle, ...this.busy].map((process) => process.kill()))
  }

  private refill(): void {
    const gone = this.idle.filter((process) => !process.alive)
    for (const process of gone) this.idle.splice(this.idle.indexOf(process), 1)
    while (!this.closed && this.idle.length + this.busy.size < this.size)
      this.idle.push(new IsolatedProcess(this.options))
  }
}

/** The children of a fleet with isolated job types; undefined for one without. */
export function isolatedPoolOf(
  worker: { readonly fleet: FleetName; readonly module: URL; readonly name: string; readonly log: Logger },
  slots: number,
): IsolatedProcessPool | undefined {
  const { fleet, module, name: workerName, log } = worker
  const needed = Object.values(jobTypes).some((type) => type.fleet === fleet && type.isolated)
  return needed ? new IsolatedProcessPool({ fleet, module, workerName, log }, slots) : undefined
}
