import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { type ChannelName, deadLetterPolicy } from '../contract/index.ts'
import { patienceMs, type QueueDirectory } from '../queues/index.ts'
import { type HeldLetter, heldLetter } from './held-letter.ts'

/** What is looked for in a dead-letter queue. */
export interface Search {
  readonly wanted: (letter: HeldLetter) => boolean
  /** The search ends with this many. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

const mostPerRequest = 10 // SQS: of one receive and of one batch
// Receives in a row that bring nothing new: letters whose hold ran out have come round again.
const roundsWithoutNews = 3

/**
 * One dead-letter queue, read without taking anything out of it. SQS shows a message only by hiding it: each is held
 * for a short time (`hold_seconds`) and put back as soon as the search has ended. Should this process die, the hold
 * runs out by itself. Nothing is lost, and nobody waits longer than the hold.
 */
export class LetterQueue {
  private readonly sqs: SQSClient
  private readonly queues: QueueDirectory
  readonly channel: ChannelName

  constructor({ sqs, queues }: { readonly sqs: SQSClient; readonly queues: QueueDirectory }, channel: ChannelName) {
    this.sqs = sqs
    this.queues = queues
    this.channel = channel
  }

  /** Letters that are there, about; for progress lines. */
  async size(): Promise<number> {
    const QueueUrl = await this.queues.dlqUrl(this.channel)
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    return Number(Attributes.ApproximateNumberOfMessages ?? 0)
  }

  /**
   * Goes through the queue once. The wanted letters are returned still held, for the caller to delete or `putBack`;
   * all others are back when this resolves, also when it throws.
   */
  async search({ wanted, limit = Number.POSITIVE_INFINITY, signal }: Search): Promise<HeldLetter[]> {
    const seen = new Map<string, HeldLetter>()
    const found = new Map<string, HeldLetter>()
    let ended = false
    try {
      for (let stale = 0; stale < roundsWithoutNews && found.size < limit && !signal?.aborted; ) {
        const batch = await this.receive()
        if (batch.length === 0) break
        const news = batch.filter(({ messageId }) => !seen.has(messageId))
        stale = news.length === 0 ? stale + 1 : 0
        // The newest handle counts: an older one may no longer delete.
        for (const letter of batch) seen.set(letter.messageId, letter)
        for (const letter of batch) {
          const kept = found.has(letter.messageId) || (found.size < limit && wanted(letter))
          if (kept) found.set(letter.messageId, letter)
        }
      }
      ended = true
    } finally {
      await this.putBack([...seen.values()].filter(({ messageId }) => !ended || !found.has(messageId)))
    }
    return [...found.values()]
  }

  /** Holds letters for the full time again. @returns those that are still ours; the others have come back meanwhile */
  async holdOn(letters: readonly HeldLetter[]): Promise<HeldLetter[]> {
    return this.setVisibility(letters, deadLetterPolicy.holdSeconds)
  }

  /** Makes letters visible to everybody at once. Those that cannot be reached come back when their hold runs out. */
  async putBack(letters: readonly HeldLetter[]): Promise<void> {
    await this.setVisibility(letters, 0).catch(() => {})
  }

  async delete({ receiptHandle }: HeldLetter): Promise<void> {
    const QueueUrl = await this.queues.dlqUrl(this.channel)
    await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }))
  }

  private async receive(): Promise<HeldLetter[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: await this.queues.dlqUrl(this.channel),
        MaxNumberOfMessages: mostPerRequest,
        VisibilityTimeout: deadLetterPolicy.holdSeconds,
        // A poll that waits asks every server of the queue: an empty answer means an empty queue.
        WaitTimeSeconds: deadLetterPolicy.pollSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId', 'AWSTraceHeader'],
      }),
      { requestTimeout: patienceMs(deadLetterPolicy.pollSeconds) },
    )
    return Messages.map((message) => heldLetter(this.channel, message))
  }

  private async setVisibility(letters: readonly HeldLetter[], seconds: number): Promise<HeldLetter[]> {
    const reached: HeldLetter[] = []
    const QueueUrl = await this.queues.dlqUrl(this.channel)
    for (let at = 0; at < letters.length; at += mostPerRequest) {
      const part = letters.slice(at, at + mostPerRequest)
      const { Successful = [] } = await this.sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl,
          Entries: part.map(({ receiptHandle: ReceiptHandle }, index) => ({
            ...{ Id: String(index), ReceiptHandle, VisibilityTimeout: seconds },
          })),
        }),
      )
      for (const { Id } of Successful) {
        const letter = part[Number(Id)]
        if (letter) reached.push(letter)
      }
    }
    return reached
  }
}
