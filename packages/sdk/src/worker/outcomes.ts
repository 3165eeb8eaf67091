import type { ErrorCode } from '../contract/index.ts'
import { AcademyError, AmbiguousError, FenceLostError, JobAborted, SnoozeError } from '../errors/index.ts'
import type { JobFailure, MessageHandle } from '../lease/index.ts'

/** How a run ended, in words that survive the way from a child process. */
export type RunOutcome =
  | {
      readonly kind: 'completed'
      readonly result: unknown
      /** What the row said when it became DONE. */
      readonly message: MessageHandle
      /** `seq` of the newest progress document: the last one follows it. */
      readonly progressSeq: number
    }
  | {
      readonly kind: 'failed'
      readonly failure: JobFailure
      readonly retryable: boolean
      readonly retryAfterSeconds?: number
    }
  | { readonly kind: 'snoozed'; readonly failure: JobFailure; readonly seconds: number }
  | { readonly kind: 'aborted'; readonly reason: JobAborted['reason'] }
  | { readonly kind: 'fence_lost' }
  | { readonly kind: 'crashed'; readonly detail: string }

const longestMessage = 500 // characters; enough to act on, too few to copy a payload into the row

/**
 * Sorts what a handler threw (law 9). Whatever it throws after its signal was aborted is the abort; a typed error says
 * itself whether trying again may help; anything else may be passing and is tried again.
 */
export function outcomeOf(error: unknown, signal: AbortSignal): RunOutcome {
  if (error instanceof FenceLostError) return { kind: 'fence_lost' }
  if (signal.aborted && signal.reason instanceof JobAborted) return { kind: 'aborted', reason: signal.reason.reason }
  if (error instanceof AmbiguousError) return failed('provider_result_ambiguous', error.message, false)
  if (error instanceof SnoozeError) {
    return { kind: 'snoozed', failure: failureOf(error.code, error.message), seconds: error.retryAfterSeconds ?? 0 }
  }
  if (error instanceof AcademyError) {
    return failed(error.code, error.message, error.retryable, retryAfter(error))
  }
  return failed('unexpected_error', error instanceof Error ? `${error.name}: ${error.message}` : String(error), true)
}

function failed(code: ErrorCode, message: string, retryable: boolean, retryAfterSeconds?: number): RunOutcome {
  return {
    kind: 'failed',
    failure: failureOf(code, message),
    retryable,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}

const failureOf = (code: ErrorCode, message: string): JobFailure => ({
  code,
  message: message.slice(0, longestMessage),
})

function retryAfter(error: AcademyError): number | undefined {
  return 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number'
    ? error.retryAfterSeconds
    : undefined
}
