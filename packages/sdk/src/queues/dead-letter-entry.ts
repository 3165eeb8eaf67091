import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { ChannelName, ErrorCode } from '../contract/index.ts'
import type { QueueDirectory } from './queue-directory.ts'
import { attribute, bytesOf, mostBytes, type QueueEntry } from './queue-entry.ts'
import { queueUnavailable } from './queue-errors.ts'

/** A message that goes to the dead-letter queue, and why (P-13, P-16). */
export interface DeadLetter {
  readonly channel: ChannelName
  /** As it was received, unchanged. */
  readonly body: string
  /** As they were received. */
  readonly attributes?: Record<string, MessageAttributeValue> | undefined
  /** The tenant, as the message was sent; absent when nobody knows. */
  readonly messageGroupId?: string | undefined
  readonly reason: ErrorCode
  /** Into the contract: the rule that a quarantined message breaks. */
  readonly pointer?: string | undefined
  /** What the last attempt said. */
  readonly lastError?: string | undefined
}

/** Attributes of a dead letter beside its own; a redrive leaves them behind. */
export const deadLetterAttributes = {
  /** A code of the contract's table. */
  reason: 'dlq_reason',
  pointer: 'dlq_pointer',
  lastError: 'dlq_error',
  /** JSON of those of its own that found no room. */
  displaced: 'dlq_displaced_attributes',
} as const

const mostAttributes = 10 // SQS: attributes of one message
const longestText = 1000

/** The dead letter as it goes into the queue: body and group unchanged, its attributes kept, the reason added. */
export function deadLetterEntry(letter: DeadLetter): QueueEntry {
  const added: Record<string, MessageAttributeValue> = {}
  const add = (name: string, value: string | undefined) => {
    const text = writable((value ?? '').slice(0, longestText))
    if (text !== '') added[name] = attribute(text)
  }
  add(deadLetterAttributes.reason, letter.reason)
  add(deadLetterAttributes.pointer, letter.pointer)
  add(deadLetterAttributes.lastError, letter.lastError)
  return {
    MessageBody: letter.body,
    ...(letter.messageGroupId && { MessageGroupId: letter.messageGroupId }),
    MessageAttributes: fitting(letter.body, added, withoutDeadLetterAttributes(letter.attributes)),
  }
}

/** What a message's attributes were before it became a dead letter: for redrives, and for a second death. */
export function withoutDeadLetterAttributes(
  attributes: Record<string, MessageAttributeValue> = {},
): Record<string, MessageAttributeValue> {
  const own: readonly string[] = Object.values(deadLetterAttributes)
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !own.includes(name)))
}

/**
 * Sends a dead letter at once: for messages without a row. A job's own goes through the outbox instead.
 * @throws AcademyError `queue_missing`, `queue_unavailable`; the message must not be deleted then
 */
export async function sendToDlq(sqs: SQSClient, queues: QueueDirectory, letter: DeadLetter): Promise<void> {
  const QueueUrl = await queues.dlqUrl(letter.channel)
  try {
    await sqs.send(new SendMessageCommand({ QueueUrl, ...deadLetterEntry(letter) }))
  } catch (error) {
    throw queueUnavailable(error)
  }
}

/** The reason always travels; the letter's own attributes as far as SQS has room for them. */
function fitting(
  body: string,
  added: Record<string, MessageAttributeValue>,
  original: Record<string, MessageAttributeValue>,
): Record<string, MessageAttributeValue> {
  const entries = Object.entries(original)
  const room = mostAttributes - Object.keys(added).length
  const all = { ...Object.fromEntries(entries), ...added }
  if (entries.length <= room && bytesOf(body, all) <= mostBytes) return all
  const kept = Object.fromEntries(entries.slice(0, Math.max(0, room - 1)))
  const displaced = writable(JSON.stringify(Object.fromEntries(entries.slice(Math.max(0, room - 1)).map(plain))))
  const packed = { ...kept, ...added, [deadLetterAttributes.displaced]: attribute(displaced) }
  if (bytesOf(body, packed) <= mostBytes) return packed
  if (bytesOf(body, added) <= mostBytes) return added
  const { [deadLetterAttributes.reason]: reason } = added
  return reason ? { [deadLetterAttributes.reason]: reason } : {}
}

function plain([name, { StringValue, BinaryValue }]: [string, MessageAttributeValue]): [string, string] {
  return [name, StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64')]
}

/** Only characters that SQS takes: those of XML 1.0. */
function writable(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}
