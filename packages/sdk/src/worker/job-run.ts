import { channels, retry } from '../contract/index.ts'
import type { AbortReason } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import type { RunOutcome } from './outcomes.ts'

/** Starts the work of a claim; `abort` asks it to end, `kill` makes it end. */
export interface Work {
  readonly outcome: Promise<RunOutcome>
  abort(reason: AbortReason): void
  /** After it the work can do nothing more. */
  kill(): void
  /** The work shares its process with others, which its kill ends, too. */
  readonly shared: boolean
  /** True once the handler has ended well and only its completion is under way; absent where nobody can tell. */
  readonly completing?: () => boolean
}

/**
 * One claim of this process, from the claim to the end of its handler.
 *
 * RUNNING: the handler works; lease and visibility are renewed.
 * ABORTED: `abortReason` is set; after the abort grace the work is killed. A cancelled one that shares its process is
 * killed only at its cap, at a stop or when the lease is lost: a user's cancel costs no neighbour anything.
 * ENDED: `outcome` has resolved; what follows is settling, which renewals never overtake.
 */
export class JobRun {
  readonly job: JobRow
  /** The newest receipt handle of the row, as the last beat told it. */
  queueUrl: string | null
  receiptHandle: string | null
  readonly startedAt = performance.now()
  renewAt: number
  abortReason: AbortReason | undefined
  ended = false
  private readonly work: Work
  private readonly capTimer: NodeJS.Timeout
  private killTimer: NodeJS.Timeout | undefined

  constructor(job: JobRow, work: Work) {
    this.job = job
    this.work = work
    this.queueUrl = job.queueUrl
    this.receiptHandle = job.receiptHandle
    this.renewAt = performance.now() + channels[job.channel].renewEverySeconds * 1000
    this.capTimer = setTimeout(() => this.abort('cap'), job.maxProcessingSeconds * 1000)
  }

  /** How the work ended. Work that died because it was killed ended with the reason of its abort. */
  async outcome(): Promise<RunOutcome> {
    const outcome = await this.work.outcome
    this.ended = true
    clearTimeout(this.capTimer)
    clearTimeout(this.killTimer)
    if (outcome.kind === 'completed' || !this.abortReason) return outcome
    return { kind: 'aborted', reason: this.abortReason }
  }

  /** Only the first reason counts, except that a lost lease outranks every other: nothing may be written after it. */
  abort(reason: AbortReason, killAfterSeconds: number = retry.abortGraceSeconds): void {
    if (this.ended) return
    if (this.abortReason === undefined || (reason === 'lease_lost' && this.abortReason !== 'lease_lost')) {
      this.abortReason = reason
      this.work.abort(reason)
    }
    if (reason === 'cancelled' && this.work.shared) return
    this.killTimer ??= setTimeout(() => this.work.kill(), killAfterSeconds * 1000)
  }

  /** The handler has ended well: nothing is left to do but to complete the job. */
  get completing(): boolean {
    return this.work.completing?.() ?? false
  }

  get aborted(): boolean {
    return this.abortReason !== undefined
  }
}
