import type { Notice } from './notice.ts'

/**
 * What an attempt may do with the notice it finds:
 * - `send`: nobody can have sent it; go on
 * - `already_sent`: the provider has it; finish without a second call
 * - `ambiguous`: an attempt before may have reached the provider; never again by itself (P-35)
 */
export type NextMove = 'send' | 'already_sent' | 'ambiguous'

/** Decides by the row's state alone: a queue may deliver a message any number of times. */
export function nextMove(notice: Pick<Notice, 'status'>): NextMove {
  switch (notice.status) {
    case 'queued':
    case 'retryable_failed':
    // A failed notice comes back only with a new job, made by somebody who asked for it.
    case 'failed':
      return 'send'
    case 'sent':
      return 'already_sent'
    case 'sending':
    case 'ambiguous':
      return 'ambiguous'
  }
}
