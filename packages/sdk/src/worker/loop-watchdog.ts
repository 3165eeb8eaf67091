import { extname } from 'node:path'
import { Worker as Thread } from 'node:worker_threads'
import type { Logger } from 'pino'
import { type FleetName, jobTypes } from '../contract/index.ts'

/** What the thread reads; nanoseconds of the process's monotonic clock. The main thread only stores. */
export const watched = { tickAt: 0, confirmedAt: 1, runs: 2 } as const

/** What the thread is started with. */
export interface WatchdogStart {
  readonly fleet: FleetName
  readonly name: string
  readonly shared: SharedArrayBuffer
}

/** What the main thread asks of the thread. */
export type ToWatchdog = { readonly type: 'watch'; readonly workerId: string } | ({ readonly type: 'end' } & ProcessEnd)

/** Why a process ends although its loop is well: a job whose handler ignores its signal. */
export interface ProcessEnd {
  readonly jobId: string
  readonly why: string
  /** Whether that job counts a crash, should its row still be RUNNING. */
  readonly crashed: 'job' | 'none'
}

const threadMain = new URL(`./loop-watchdog-thread${extname(import.meta.url)}`, import.meta.url)
const tickEveryMs = 250

/**
 * Law 4 for handlers in the worker's own process. A handler that blocks the event loop stops the beat, the renewals
 * and the abort signals alike, so only another thread can still act: it hands every job of this process back in the
 * database before anyone may judge this worker dead, and ends the process.
 *
 * Where every job type of the fleet is isolated there is nothing to watch: the main thread runs no handler.
 */
export class LoopWatchdog {
  private readonly values = new BigInt64Array(new SharedArrayBuffer(8 * Object.keys(watched).length))
  private readonly thread: Thread | undefined
  private readonly ticks: NodeJS.Timeout | undefined

  constructor({ fleet, name, log }: { readonly fleet: FleetName; readonly name: string; readonly log: Logger }) {
    if (Object.values(jobTypes).every((type) => type.fleet !== fleet || type.isolated)) return
    const workerData: WatchdogStart = { fleet, name, shared: this.values.buffer as SharedArrayBuffer }
    this.thread = new Thread(threadMain, { workerData, stdout: false, stderr: false })
    this.thread.on('error', (error) => log.error({ err: error }, 'the watchdog thread ended'))
    this.thread.unref()
    const tick = () => Atomics.store(this.values, watched.tickAt, process.hrtime.bigint())
    tick()
    this.ticks = setInterval(tick, tickEveryMs).unref()
  }

  /** A new identity is watched from now on. */
  watch(workerId: string): void {
    this.confirmed(performance.now())
    this.say({ type: 'watch', workerId })
  }

  /**
   * Ends this process: the main thread is halted first, then every job of this process is handed back, so that none is
   * run here and elsewhere at once.
   */
  endProcess(end: ProcessEnd): void {
    this.say({ type: 'end', ...end })
  }

  private say(message: ToWatchdog): void {
    this.thread?.postMessage(message)
  }

  /** A beat that was sent at `askedAt` (performance.now) was confirmed. */
  confirmed(askedAt: number): void {
    const ago = BigInt(Math.round((performance.now() - askedAt) * 1e6))
    Atomics.store(this.values, watched.confirmedAt, process.hrtime.bigint() - ago)
  }

  /** A handler of this process begins: from now on the loop must not block. */
  started(): void {
    Atomics.add(this.values, watched.runs, 1n)
  }

  ended(): void {
    Atomics.sub(this.values, watched.runs, 1n)
  }

  async stop(): Promise<void> {
    clearInterval(this.ticks)
    await this.thread?.terminate()
  }
}
