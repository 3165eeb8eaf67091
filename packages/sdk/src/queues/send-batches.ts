import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { entryBytes, mostBytes, type QueueEntry } from './queue-entry.ts'

/** A message on its way: where it goes, and what it carries. */
export interface Addressed {
  readonly queueUrl: string
  readonly entry: QueueEntry
}

/** A message that SQS did not take, and why. */
export interface Refusal<T extends Addressed> {
  readonly message: T
  readonly error: unknown
}

const mostEntries = 10 // SQS: entries of one SendMessageBatch

/**
 * Sends messages ten to a request, each with a group of its own. One that SQS refuses holds up none of its neighbours.
 *
 * @returns the messages that were not taken, or of which nobody knows; empty when all were
 */
export async function sendBatches<T extends Addressed>(
  sqs: SQSClient,
  messages: readonly T[],
  abortSignal: AbortSignal,
): Promise<Refusal<T>[]> {
  const refusals = await Promise.all(batches(messages).map((batch) => sendBatch(sqs, batch, abortSignal)))
  return refusals.flat()
}

async function sendBatch<T extends Addressed>(
  sqs: SQSClient,
  batch: readonly T[],
  abortSignal: AbortSignal,
): Promise<Refusal<T>[]> {
  try {
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: batch[0]?.queueUrl,
        Entries: batch.map(({ entry }, index) => ({ Id: String(index), ...entry })),
      }),
      { abortSignal },
    )
    return Failed.flatMap(({ Id, Code, Message }) => {
      const message = batch[Number(Id)]
      return message ? [{ message, error: new Error(`${Code}: ${Message}`) }] : []
    })
  } catch (error) {
    return batch.map((message) => ({ message, error }))
  }
}

/** In their order; a batch has one queue, at most ten entries, and together no more bytes than one message may have. */
function batches<T extends Addressed>(messages: readonly T[]): T[][] {
  const all: T[][] = []
  const open = new Map<string, { batch: T[]; bytes: number }>()
  for (const message of messages) {
    const bytes = entryBytes(message.entry)
    const current = open.get(message.queueUrl)
    if (current && current.batch.length < mostEntries && current.bytes + bytes <= mostBytes) {
      current.batch.push(message)
      current.bytes += bytes
      continue
    }
    const batch = [message]
    all.push(batch)
    open.set(message.queueUrl, { batch, bytes })
  }
  return all
}
