import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { ChannelName, JobMessage } from '../contract/index.ts'
import type { QueueDirectory } from './queue-directory.ts'
import { queueUnavailable } from './queue-errors.ts'

/** What a send carries, beside the queue's URL: the input of SendMessage and of each entry of SendMessageBatch. */
export interface QueueEntry {
  readonly MessageBody: string
  readonly MessageGroupId?: string
  readonly MessageAttributes: Record<string, MessageAttributeValue>
  readonly MessageSystemAttributes?: { readonly AWSTraceHeader: MessageAttributeValue }
}

/**
 * A message as it goes into its queue. The group is the tenant: on a standard queue that gives fair queues, so that one
 * tenant's backlog does not delay another's work. The attributes let operators filter without reading bodies.
 *
 * @example
 * await sqs.send(new SendMessageCommand({ QueueUrl: await queues.url(job.channel), ...queueEntry(buildMessage(job)) }))
 */
export function queueEntry(message: JobMessage): QueueEntry {
  const trace = traceHeader(message.traceparent)
  return {
    MessageBody: JSON.stringify(message),
    MessageGroupId: message.tenant_id,
    MessageAttributes: {
      schema_version: attribute(message.schema_version),
      type: attribute(message.type),
      tenant_id: attribute(message.tenant_id),
      job_id: attribute(message.job_id),
      correlation_id: attribute(message.correlation_id),
    },
    ...(trace && { MessageSystemAttributes: { AWSTraceHeader: attribute(trace) } }),
  }
}

/**
 * Sends one message now.
 * @returns SQS's message id
 * @throws AcademyError `queue_missing`, `queue_unavailable`
 */
export async function sendMessage(
  sqs: SQSClient,
  queues: QueueDirectory,
  channel: ChannelName,
  message: JobMessage,
): Promise<string> {
  const QueueUrl = await queues.url(channel)
  try {
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, ...queueEntry(message) }))
    return MessageId ?? ''
  } catch (error) {
    throw queueUnavailable(error)
  }
}

export function attribute(value: string): MessageAttributeValue {
  return { DataType: 'String', StringValue: value }
}

/** SQS's limit of one message, and of all entries of a batch together: body and attributes. */
export const mostBytes = 1_048_576

/** What an entry counts towards `mostBytes`. */
export function entryBytes({ MessageBody, MessageAttributes }: QueueEntry): number {
  return bytesOf(MessageBody, MessageAttributes)
}

export function bytesOf(body: string, attributes: Record<string, MessageAttributeValue>): number {
  return Object.entries(attributes).reduce(
    (bytes, [name, { DataType, StringValue, BinaryValue }]) =>
      bytes + Buffer.byteLength(name + (DataType ?? '') + (StringValue ?? '')) + (BinaryValue?.byteLength ?? 0),
    Buffer.byteLength(body),
  )
}

/** W3C trace context as X-Ray writes it, so that AWS's own traces join ours. */
function traceHeader(traceparent: string | undefined): string | undefined {
  const [, trace, parent, flags] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? []
  if (!trace || !parent || !flags) return undefined
  return `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${parent};Sampled=${Number.parseInt(flags, 16) & 1}`
}
