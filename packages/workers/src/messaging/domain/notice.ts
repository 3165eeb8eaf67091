/** How a notice can travel. */
export type NoticeChannel = 'sms' | 'lms' | 'alimtalk'

/** Where a notice stands; the picture of the moves is above the table in the migration. */
export type NoticeStatus = 'queued' | 'sending' | 'sent' | 'failed' | 'retryable_failed' | 'ambiguous'

/** One value of an Alimtalk template. */
export interface Replacement {
  readonly key: string
  readonly value: string
}

/** A notice as its row has it: the authority over what is sent, to whom and whether. */
export interface Notice {
  readonly notificationId: string
  readonly channel: NoticeChannel
  readonly recipient: string
  readonly text: string
  readonly sender: string | null
  readonly templateId: string | null
  readonly replacements: readonly Replacement[]
  readonly businessIdempotencyKey: string
  readonly status: NoticeStatus
  readonly jobId: string
  /** Set exactly when it was sent. */
  readonly sent: { readonly providerMessageId: string; readonly sentAs: NoticeChannel; readonly at: Date } | null
}

/** What goes to the provider: the channel is decided, the sender is known. */
export type OutgoingNotice =
  | {
      readonly sendAs: 'sms' | 'lms'
      readonly notificationId: string
      readonly recipient: string
      readonly sender: string
      readonly text: string
    }
  | {
      readonly sendAs: 'alimtalk'
      readonly notificationId: string
      readonly recipient: string
      readonly sender: string
      readonly pfId: string
      readonly templateId: string
      readonly replacements: readonly Replacement[]
    }
