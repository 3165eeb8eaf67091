import type { MessageSendPayload } from '@academy/sdk/contract'

export type NotificationStatus = 'queued' | 'sending' | 'sent' | 'failed' | 'retryable_failed' | 'ambiguous'

/** A notice as the request has it; its number is given by the service. */
export type Notice = Omit<MessageSendPayload, 'notification_id'>

/** A notice of the log. */
export interface Notification {
  readonly notificationId: string
  readonly jobId: string
  readonly status: NotificationStatus
  readonly notice: Notice
  readonly sentAs: 'sms' | 'lms' | 'alimtalk' | null
  readonly providerMessageId: string | null
  readonly errorCode: string | null
  readonly createdAt: Date
  readonly sentAt: Date | null
}

/** Whether two requests with one business key mean the same notice; the key alone must not swallow another text. */
export function isSameNotice(a: Notice, b: Notice): boolean {
  const said = ({ channel, to, text, sender, template_id, replacements }: Notice) =>
    JSON.stringify([channel, to, text, sender, template_id, replacements?.map(({ key, value }) => [key, value])])
  return said(a) === said(b)
}
