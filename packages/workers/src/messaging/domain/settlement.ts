import type { NoticeStatus } from './notice.ts'

/** How a job ended or paused without being done. */
export interface JobEnd {
  readonly status: 'RETRYING' | 'FAILED' | 'DEAD'
  readonly errorCode: string
  /** Whether the attempt that ended is the one that marked the notice `sending`: only then does its code speak of the call. */
  readonly ownCall: boolean
}

// The codes that are only ever given for a call whose refusal is certain.
const certainlyRefused = new Set(['provider_rejected', 'message_too_long', 'text_not_encodable'])
const certainlyNotTaken = new Set(['provider_unavailable'])

/**
 * Where a notice goes when its job was not done. A notice in `sending` becomes `ambiguous` unless the provider's
 * refusal is certain: every unforeseen way out of an attempt (cap, crash, lost lease) ends there too.
 */
export function settle(status: NoticeStatus, end: JobEnd): NoticeStatus {
  switch (status) {
    case 'sent':
    case 'ambiguous':
      return status
    case 'sending':
      if (!end.ownCall) return 'ambiguous'
      if (certainlyRefused.has(end.errorCode)) return 'failed'
      return certainlyNotTaken.has(end.errorCode) ? 'retryable_failed' : 'ambiguous'
    case 'queued':
    case 'retryable_failed':
    case 'failed':
      // This attempt never came to the call.
      if (end.status === 'RETRYING') return status
      return end.status === 'FAILED' ? 'failed' : 'retryable_failed'
  }
}

/** Whether the notice still counts against the quotas: all that the provider has, or may have. */
export const countsAgainstQuota = (status: NoticeStatus): boolean =>
  status === 'sending' || status === 'sent' || status === 'ambiguous'
