import { setTimeout as sleep } from 'node:timers/promises'
import { type Entry, HistoryReader } from '../recorder/history.ts'

/** A run that waits to be frozen. */
export interface Holder {
  readonly job: string
  readonly fence: number
  readonly workerPid: number
}

const lookEveryMs = 20

/** Follows the history of a zombies' run. Judges nothing. */
export class ZombieView {
  private readonly reader: HistoryReader
  private readonly up = new Set<number>()
  private readonly gone = new Set<number>()
  private readonly holders = new Map<number, Holder>()
  private readonly newestWriter = new Map<string, number>()
  private readonly triedAll = new Set<string>()

  constructor(historyFile: string) {
    this.reader = new HistoryReader(historyFile)
  }

  isUp(pid: number): boolean {
    return this.up.has(pid)
  }

  /** The run that a worker process holds on to. */
  holderOf(workerPid: number): Holder | undefined {
    return this.holders.get(workerPid)
  }

  /** Another run of the job has written under a fence of its own. */
  isTakenOver({ job, fence }: Holder): boolean {
    return (this.newestWriter.get(job) ?? 0) > fence
  }

  /** The thawed run has tried to write everything. */
  hasTried({ job, fence }: Holder): boolean {
    return this.triedAll.has(`${job}/${fence}`)
  }

  /** The thawed run has tried everything, or its process has ended. */
  isOver(holder: Holder): boolean {
    return this.hasTried(holder) || this.gone.has(holder.workerPid)
  }

  /** Resolves once `seen` says yes; false when `seconds` have passed before. @throws when `signal` fires */
  async until(seen: () => boolean, seconds: number, signal: AbortSignal): Promise<boolean> {
    const end = performance.now() + seconds * 1000
    for (;;) {
      for (const entry of this.reader.read()) this.take(entry)
      if (seen()) return true
      if (performance.now() > end) return false
      await sleep(lookEveryMs, undefined, { signal })
    }
  }

  close(): void {
    this.reader.close()
  }

  private take(entry: Entry): void {
    if (entry.what === 'up') this.up.add(entry.pid)
    if (entry.what === 'exited') {
      this.gone.add(entry.pid)
      this.holders.delete(entry.pid)
    }
    if (entry.what === 'holding') this.holders.set(entry.workerPid, entry)
    if (entry.what === 'ended' && this.holders.get(entry.workerPid)?.job === entry.job) {
      this.holders.delete(entry.workerPid)
    }
    if (entry.what === 'has_written') {
      this.newestWriter.set(entry.job, Math.max(entry.fence, this.newestWriter.get(entry.job) ?? 0))
    }
    if (entry.what === 'tried_everything') this.triedAll.add(`${entry.job}/${entry.fence}`)
  }
}
