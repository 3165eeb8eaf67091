import { setTimeout as sleep } from 'node:timers/promises'
import { retry } from '@academy/sdk/contract'
import type { Script } from '../plan/planned.ts'
import { type Entry, HistoryReader } from './history.ts'

/** A handler that runs, as far as the history tells. */
export interface LiveRun {
  readonly job: string
  readonly fence: number
  readonly pid: number
  readonly workerPid: number
  readonly startedAt: number
  steps: number
}

const lookEveryMs = 10
const mostHits = retry.maxCrashes - 3

/** Follows the history, so that faults meet what happens now. Judges nothing. */
export class LiveView {
  private readonly reader: HistoryReader
  private readonly scripts: ReadonlyMap<string, Script>
  private readonly running = new Map<string, LiveRun>()
  /** How often a job's worker was killed or frozen while it ran. */
  private readonly hits = new Map<string, number>()
  private readonly ups = new Set<number>()
  private readonly started = new Set<string>()
  private readonly timer: NodeJS.Timeout
  created = 0

  constructor(historyFile: string, scripts: ReadonlyMap<string, Script>) {
    this.reader = new HistoryReader(historyFile)
    this.scripts = scripts
    this.timer = setInterval(() => this.look(), lookEveryMs)
  }

  /** Brings the view up to the last record. */
  look(): void {
    for (const entry of this.reader.read()) this.take(entry)
  }

  /** Runs of a worker process that have, by their script, at least `leftMs` to go. */
  runsOf(workerPid: number, leftMs: number): LiveRun[] {
    const now = Date.now()
    return [...this.running.values()].filter(
      (run) => run.workerPid === workerPid && run.startedAt + this.msOf(run) - now >= leftMs,
    )
  }

  /** Whether one more hit leaves every job of this worker process well short of the most crashes that a job may have. */
  mayBeHit(workerPid: number): boolean {
    return this.runsOf(workerPid, Number.NEGATIVE_INFINITY).every(({ job }) => (this.hits.get(job) ?? 0) < mostHits)
  }

  /** How long the run takes by its script. */
  private msOf({ job, fence }: LiveRun): number {
    const { ms = 0, firstMs = ms } = this.scripts.get(job) ?? {}
    return fence === 1 ? firstMs : ms
  }

  isUp(pid: number): boolean {
    return this.ups.has(pid)
  }

  hasStarted(job: string): boolean {
    return this.started.has(job)
  }

  /** Resolves once `seen` says yes; false when `seconds` have passed or `signal` fired before. */
  async until(seen: () => boolean, seconds: number, signal: AbortSignal): Promise<boolean> {
    const end = performance.now() + seconds * 1000
    for (;;) {
      this.look()
      if (seen()) return true
      if (performance.now() > end || signal.aborted) return false
      await sleep(lookEveryMs)
    }
  }

  close(): void {
    clearInterval(this.timer)
    this.reader.close()
  }

  private take(entry: Entry): void {
    if (entry.what === 'created') this.created += 1
    if (entry.what === 'up') this.ups.add(entry.pid)
    if (entry.what === 'started') {
      this.started.add(entry.job)
      this.running.set(`${entry.job}/${entry.fence}`, { ...entry, startedAt: entry.at, steps: 0 })
    }
    if (entry.what === 'stepped') {
      const run = this.running.get(`${entry.job}/${entry.fence}`)
      if (run) run.steps += 1
    }
    if (entry.what === 'killed' || entry.what === 'frozen') {
      const pids = entry.what === 'killed' ? [entry.pid] : entry.pids
      for (const { job, pid, workerPid } of this.running.values()) {
        if (pids.includes(workerPid) || pids.includes(pid)) this.hits.set(job, (this.hits.get(job) ?? 0) + 1)
      }
    }
    if (entry.what === 'ended') this.running.delete(`${entry.job}/${entry.fence}`)
    if (entry.what === 'exited') {
      for (const [key, run] of this.running) if (run.workerPid === entry.pid) this.running.delete(key)
    }
  }
}
