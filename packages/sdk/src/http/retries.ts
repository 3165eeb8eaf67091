import { setTimeout as sleep } from 'node:timers/promises'
import { AcademyError } from '../errors/index.ts'
import { HttpError } from './http-errors.ts'

const longestRetryAfter = 60
const firstPause = 0.5
const longestPause = 8
const jitter = 0.25

/** Whether the same request may succeed when it is sent again. */
export function mayRetry(error: unknown): boolean {
  if (!(error instanceof HttpError)) return error instanceof AcademyError && error.code === 'api_unreachable'
  const { status, problem } = error
  // The API itself says when it is pointless: most conflicts, and what is not built.
  return (status === 408 || status === 409 || status === 429 || status >= 500) && problem?.retryable !== false
}

/**
 * Seconds to wait before the next attempt: what the answer says, when that is not too long, or else twice as long each
 * time, less a random part.
 * @param attempt attempts that have failed, from 1
 */
export function pauseSeconds(error: unknown, attempt: number, random: () => number = Math.random): number {
  const asked = error instanceof HttpError ? readRetryAfter(error.headers) : undefined
  if (asked !== undefined && asked <= longestRetryAfter) return asked
  return Math.min(longestPause, firstPause * 2 ** (attempt - 1)) * (1 - jitter * random())
}

/** Retry-After in seconds, whether it gives seconds or a date; undefined when there is none. */
export function readRetryAfter(headers: Headers, now: () => number = Date.now): number | undefined {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

/** Waits, unless the signal ends it: then it throws the signal's reason. */
export async function wait(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await sleep(seconds * 1000, undefined, signal ? { signal } : {}).catch((error) => {
    throw signal?.aborted ? signal.reason : error
  })
}
