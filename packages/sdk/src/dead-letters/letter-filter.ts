import type { HeldLetter } from './held-letter.ts'

/** Which letters are meant; every part that is given must fit. */
export interface LetterFilter {
  readonly tenantId?: string
  readonly jobType?: string
  /** A code of the contract's table; null for letters that SQS itself moved, which carry none. */
  readonly reason?: string | null
  /** Seconds in the dead-letter queue, at least. */
  readonly olderThanSeconds?: number
  /** Seconds in the dead-letter queue, at most. */
  readonly newerThanSeconds?: number
  readonly messageId?: string
  readonly jobId?: string
}

/** Whether a letter is meant by the filter; an empty filter means every letter. */
export function isMeant(letter: HeldLetter, filter: LetterFilter, now: Date = new Date()): boolean {
  const ageSeconds = (now.getTime() - letter.sentAt.getTime()) / 1000
  return (
    (filter.tenantId === undefined || letter.tenantId === filter.tenantId) &&
    (filter.jobType === undefined || letter.jobType === filter.jobType) &&
    (filter.reason === undefined || letter.reason === filter.reason) &&
    (filter.messageId === undefined || letter.messageId === filter.messageId) &&
    (filter.jobId === undefined || letter.jobId === filter.jobId) &&
    (filter.olderThanSeconds === undefined || ageSeconds >= filter.olderThanSeconds) &&
    (filter.newerThanSeconds === undefined || ageSeconds <= filter.newerThanSeconds)
  )
}
