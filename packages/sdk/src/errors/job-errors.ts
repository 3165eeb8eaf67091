import type { ErrorCode } from '../contract/index.ts'
import { AcademyError, type ErrorOptions } from './academy-error.ts'

/** The job belongs to another claim now; nothing that this one still wanted to write is kept (P-07). */
export class FenceLostError extends AcademyError {
  static override readonly brand: string = 'FenceLostError'

  readonly jobId: string
  readonly fence: number

  constructor(jobId: string, fence: number, options: ErrorOptions = {}) {
    super('fence_lost', `job ${jobId} is no longer held with fence ${fence}`, { ...options, retryable: false })
    this.jobId = jobId
    this.fence = fence
  }
}

/** Why the work on a job was stopped before its end. */
export type AbortReason = 'cancelled' | 'lease_lost' | 'cap' | 'shutdown'

const aborts: Readonly<Record<AbortReason, readonly [ErrorCode, string]>> = {
  cancelled: ['cancelled', 'the job was cancelled'],
  lease_lost: ['fence_lost', 'the lease could not be confirmed, so another worker may start'],
  cap: ['inference_timeout', 'the work ran into its time limit'],
  shutdown: ['shutdown', 'the worker is stopping'],
}

/** The reason of an aborted job's signal: `signal.reason.reason` says why. */
export class JobAborted extends AcademyError {
  static override readonly brand: string = 'JobAborted'

  readonly reason: AbortReason

  constructor(reason: AbortReason, options: ErrorOptions = {}) {
    super(...aborts[reason], options)
    this.reason = reason
  }
}
