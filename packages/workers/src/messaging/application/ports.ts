import type { JobContext } from '@academy/sdk/worker'
import type { Notice, NoticeChannel, OutgoingNotice } from '../domain/notice.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { QuotaUse } from '../domain/quota.ts'
import type { JobEnd } from '../domain/settlement.ts'

/** The fenced transaction that `ctx.transaction` opens; opaque here, SQL in the adapter. */
export type FencedTransaction = Parameters<Parameters<JobContext['transaction']>[0]>[0]

/** Whose notice: every look-up names the tenant of the job. */
export interface NoticeKey {
  readonly tenantId: string
  readonly notificationId: string
}

/** One attempt at a job: only the one that marked a notice `sending` knows what its call came to. */
export interface Attempt {
  readonly jobId: string
  readonly fence: number
}

/** What stands at the boundaries (P-37). */
export interface Boundaries {
  readonly tenantOnHold: boolean
  readonly recipientDenied: boolean
}

/** Notices, boundaries and quotas as the database has them. */
export interface NoticeStore {
  /** The notice with its boundaries, or `null` when the tenant has no such notice. */
  find(tx: FencedTransaction, key: NoticeKey): Promise<(Notice & Boundaries) | null>
  /** The same, but nobody else counts quotas or begins to send until the transaction has ended. */
  findAlone(tx: FencedTransaction, key: NoticeKey): Promise<(Notice & Boundaries) | null>
  /** Notices that the provider has or may have: the tenant's last hour, everybody's day in Korea. */
  quotaUse(tx: FencedTransaction, tenantId: string): Promise<{ tenantHour: QuotaUse; providerDay: QuotaUse }>
  markSending(tx: FencedTransaction, key: NoticeKey, attempt: Attempt): Promise<void>
  markSent(tx: FencedTransaction, key: NoticeKey, attempt: Attempt, sent: SentNotice): Promise<void>
  /** Back to where it was before `markSending`: the call was never made. */
  withdraw(tx: FencedTransaction, key: NoticeKey, attempt: Attempt): Promise<void>
  /** Applies `settle` in the transaction that ends or pauses the attempt's job. */
  settle(tx: FencedTransaction, key: NoticeKey, attempt: Attempt, end: Omit<JobEnd, 'ownCall'>): Promise<void>
  /** Outside the job's fence, which a cancel has taken: only this attempt's own `sending` becomes `ambiguous`. */
  leaveAmbiguous(key: NoticeKey, attempt: Attempt): Promise<void>
}

export interface SentNotice {
  readonly providerMessageId: string
  readonly sentAs: NoticeChannel
  readonly at: Date
}

/** The provider of messages. Never throws: whatever happens is an outcome. */
export interface MessageProvider {
  send(notice: OutgoingNotice, signal: AbortSignal): Promise<Outcome>
}

/** Length of a text in the encoding in which the provider counts. */
export interface TextMeasure {
  bytes(text: string): number
}

/** What the worker's configuration adds to a notice. */
export interface SenderSettings {
  readonly defaultSender: string
  /** The Kakao channel; without one Alimtalk cannot be sent. */
  readonly pfId: string | undefined
}
