import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs'
import { type ChannelName, channels, type JobType, jobTypes } from '../contract/index.ts'
import { deadLetterAttributes } from '../queues/index.ts'

/** A message of a dead-letter queue, hidden from others for a moment. What it says of itself may be wrong. */
export interface HeldLetter {
  readonly channel: ChannelName
  /** SQS's message id. */
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>
  readonly messageGroupId: string | undefined
  readonly traceHeader: string | undefined
  /** When it came into the dead-letter queue; into its queue, when SQS itself moved it. */
  readonly sentAt: Date
  /** Why it is here; null when SQS itself moved it. */
  readonly reason: string | null
  /** Into the contract: the rule that it broke. */
  readonly pointer: string | null
  /** What the last attempt said. */
  readonly error: string | null
  readonly tenantId: string | null
  readonly jobId: string | null
  readonly jobType: string | null
}

export function heldLetter(channel: ChannelName, message: Message): HeldLetter {
  const { Body: body = '', MessageAttributes: attributes = {}, Attributes: system = {} } = message
  const said = fieldsOf(body)
  const attribute = (name: string) => attributes[name]?.StringValue ?? null
  return {
    channel,
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body,
    attributes,
    messageGroupId: system.MessageGroupId,
    traceHeader: system.AWSTraceHeader,
    sentAt: new Date(Number(system.SentTimestamp ?? Date.now())),
    reason: attribute(deadLetterAttributes.reason),
    pointer: attribute(deadLetterAttributes.pointer),
    error: attribute(deadLetterAttributes.lastError),
    tenantId: textOf(said.tenant_id) ?? attribute('tenant_id') ?? system.MessageGroupId ?? null,
    jobId: textOf(said.job_id) ?? attribute('job_id'),
    jobType: jobTypeOf(channel, said),
  }
}

function fieldsOf(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** AI messages name their type; the others are told by their queue and action. */
function jobTypeOf(channel: ChannelName, said: Record<string, unknown>): JobType | string | null {
  const named = textOf(said.job_type)
  if (named !== null) return named
  const own = Object.values(jobTypes).filter(({ fleet }) => fleet === channels[channel].fleet)
  return (
    own.find(({ action, kind }) => kind !== 'ai' && said.type !== undefined && action === (said.action ?? null))
      ?.jobType ?? null
  )
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
