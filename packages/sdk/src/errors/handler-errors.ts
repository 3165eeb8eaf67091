import type { ErrorCode } from '../contract/index.ts'
import { AcademyError, type ErrorOptions } from './academy-error.ts'

// How a handler says how its job failed (design.md §3, law 9). Anything else it throws counts as retryable.

/**
 * Trying again may help: the job becomes RETRYING, or DEAD once its attempts are used up.
 *
 * @example throw new RetryableError('provider_unavailable', 'the provider answered 503', { retryAfterSeconds: 30 })
 */
export class RetryableError extends AcademyError {
  static override readonly brand: string = 'RetryableError'

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(code, message, { ...options, retryable: true })
  }
}

/**
 * Not now, and nobody's fault (a used-up quota, say): the job becomes RETRYING and is due after `retryAfterSeconds`. The
 * attempt is given back, for as long as the contract's `maxSnoozingSeconds`; after that each try counts.
 */
export class SnoozeError extends AcademyError {
  static override readonly brand: string = 'SnoozeError'

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { readonly retryAfterSeconds: number }) {
    super(code, message, { ...options, retryable: true })
  }
}

/**
 * Puts a job off: throw what this returns.
 *
 * @example throw snooze(60, 'quota_exceeded', 'the quota of the hour is used up')
 */
export function snooze(seconds: number, code: ErrorCode, message: string): SnoozeError {
  return new SnoozeError(code, message, { retryAfterSeconds: seconds })
}

/** No attempt will ever succeed, through no fault of the input: the job becomes FAILED. */
export class TerminalError extends AcademyError {
  static override readonly brand: string = 'TerminalError'

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(code, message, { ...options, retryable: false })
  }
}

/** The input must be corrected by whoever sent it: the job becomes FAILED, a request is refused. */
export class RejectedInputError extends AcademyError {
  static override readonly brand: string = 'RejectedInputError'

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(code, message, { ...options, retryable: false })
  }
}

/** Nobody knows whether it happened: the job becomes FAILED and is never tried again by itself (P-35). */
export class AmbiguousError extends AcademyError {
  static override readonly brand: string = 'AmbiguousError'

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(code, message, { ...options, retryable: false })
  }
}
