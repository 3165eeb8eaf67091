import { GetQueueAttributesCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs'
import { type ChannelName, channels } from '../contract/index.ts'
import { DirectRequests, patienceMs, type QueueDirectory } from '../queues/index.ts'
import { MessageBatches } from './message-batches.ts'

/** A message as it came from a queue. */
export interface ReceivedMessage {
  readonly channel: ChannelName
  readonly queueUrl: string
  readonly receiptHandle: string
  readonly body: string
  readonly messageGroupId: string | undefined
  readonly receiveCount: number
  readonly sentAt: Date
  readonly raw: Message
}

/** SQS: MaxNumberOfMessages is 1 to 10. */
export const mostPerReceive = 10
const longestVisibility = 43_200 // SQS: twelve hours from the receive, a longer one is rejected

/** The queue calls of a worker. */
export class QueueMessages {
  private readonly sqs: SQSClient
  private readonly queues: QueueDirectory
  private readonly requests: DirectRequests
  private readonly batches: MessageBatches

  constructor(sqs: SQSClient, queues: QueueDirectory) {
    this.sqs = sqs
    this.queues = queues
    this.requests = new DirectRequests(sqs)
    this.batches = new MessageBatches(this.requests)
  }

  /** Receives at most `slots` messages, hidden for the short receive visibility until they are claimed (P-10). */
  async receive(
    channel: ChannelName,
    slots: number,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<ReceivedMessage[]> {
    const queueUrl = await this.queues.url(channel)
    const { Messages = [] } = await this.requests.send(
      'ReceiveMessage',
      {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(slots, mostPerReceive),
        VisibilityTimeout: channels[channel].receiveVisibilitySeconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp', 'MessageGroupId', 'AWSTraceHeader'],
        MessageAttributeNames: ['All'],
      },
      { abortSignal: signal, requestTimeout: patienceMs(waitSeconds) },
    )
    return Messages.map((raw) => ({
      channel,
      queueUrl,
      receiptHandle: raw.ReceiptHandle ?? '',
      body: raw.Body ?? '',
      messageGroupId: raw.Attributes?.MessageGroupId,
      receiveCount: Number(raw.Attributes?.ApproximateReceiveCount ?? 1),
      sentAt: new Date(Number(raw.Attributes?.SentTimestamp ?? Date.now())),
      raw,
    }))
  }

  /** @param stillWanted asked when the request is about to be sent; false leaves the message as it is */
  setVisibility(
    queueUrl: string,
    receiptHandle: string,
    seconds: number,
    stillWanted: () => boolean = () => true,
  ): Promise<void> {
    const within = Math.max(0, Math.min(Math.ceil(seconds), longestVisibility))
    return this.batches.change(queueUrl, { receiptHandle, seconds: within, stillWanted })
  }

  /** Lets others receive at once what this worker will not look at. */
  async handBack(batch: readonly ReceivedMessage[]): Promise<void> {
    await Promise.all(
      batch.map(({ queueUrl, receiptHandle }) => this.setVisibility(queueUrl, receiptHandle, 0).catch(() => {})),
    )
  }

  /** Messages of the channel that a receive could bring now; SQS counts approximately. */
  async visible(channel: ChannelName): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: await this.queues.url(channel),
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    )
    return Number(Attributes.ApproximateNumberOfMessages ?? 0)
  }

  delete(queueUrl: string, receiptHandle: string): Promise<void> {
    return this.batches.delete(queueUrl, receiptHandle)
  }

  /** Deletes that are under way, wait or are asked for from now on fail at once. */
  endDeletes(): void {
    this.batches.endDeletes()
  }

  /** The same for visibility changes. */
  endChanges(): void {
    this.batches.endChanges()
  }
}
