import type { SQSClient } from '@aws-sdk/client-sqs'
import { type ChannelName, channels } from '../contract/index.ts'
import { type Attributes, dlqAttributes, queueAttributes, sameAttribute } from './expected-attributes.ts'
import { type LiveQueue, readQueue } from './live-queue.ts'
import { repairCommand } from './queue-errors.ts'

/** One way in which a real queue differs from the contract. */
export interface QueueDrift {
  readonly queue: string
  /** The attribute's name at SQS; `QueueUrl` when there is no such queue. */
  readonly attribute: string
  readonly expected: string
  /** null when it is not set, or the queue does not exist. */
  readonly actual: string | null
  /** What to run. */
  readonly repair: string
}

const every = Object.keys(channels) as ChannelName[]

/**
 * Compares the real queues with the contract and changes nothing (P-20, P-21). An empty list means that they agree.
 * @param names the channels to look at; all by default
 */
export async function checkQueues(sqs: SQSClient, names: readonly ChannelName[] = every): Promise<QueueDrift[]> {
  return (await Promise.all(names.map((name) => checkChannel(sqs, name)))).flat()
}

async function checkChannel(sqs: SQSClient, channel: ChannelName): Promise<QueueDrift[]> {
  const { queueName, dlqName } = channels[channel]
  const [queue, dlq] = await Promise.all([readQueue(sqs, queueName), readQueue(sqs, dlqName)])
  return [
    ...driftOf(queueName, queue, queueAttributes(channel, dlq?.arn)),
    ...driftOf(dlqName, dlq, dlqAttributes(channel)),
  ]
}

/** What differs between a real queue and the attributes it should have. */
export function driftOf(queueName: string, queue: LiveQueue | undefined, expected: Attributes): QueueDrift[] {
  if (!queue)
    return [{ queue: queueName, attribute: 'QueueUrl', expected: 'exists', actual: null, repair: repairCommand }]
  return Object.entries(expected)
    .map(([attribute, value]) => ({
      attribute,
      value,
      actual: (queue.attributes as Record<string, string>)[attribute],
    }))
    .filter(({ attribute, value, actual }) => !sameAttribute(attribute, value, actual))
    .map(({ attribute, value, actual }) => ({
      queue: queueName,
      attribute,
      expected: value,
      actual: actual ?? null,
      repair: repairCommand,
    }))
}
