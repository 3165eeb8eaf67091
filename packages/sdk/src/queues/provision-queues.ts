import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type ChannelName, channels } from '../contract/index.ts'
import { driftOf } from './check-queues.ts'
import { type Attributes, dlqAttributes, queueAttributes } from './expected-attributes.ts'
import { type LiveQueue, readQueue } from './live-queue.ts'
import { queueMissing } from './queue-errors.ts'

/** One thing that provisioning did. */
export type QueueChange =
  | { readonly queue: string; readonly action: 'created' }
  | {
      readonly queue: string
      readonly action: 'updated'
      readonly attribute: string
      readonly from: string | null
      readonly to: string
    }

/**
 * Makes the queues what the contract says: missing ones are created, dead-letter queue first; drifted attributes of
 * existing ones are set (P-21). Doing it again changes nothing and returns an empty list.
 *
 * @example
 * for (const change of await provisionQueues(sqs)) console.log(change.queue, change.action)
 */
export async function provisionQueues(
  sqs: SQSClient,
  names: readonly ChannelName[] = Object.keys(channels) as ChannelName[],
): Promise<QueueChange[]> {
  const changes: QueueChange[] = []
  for (const name of names) {
    const { queueName, dlqName } = channels[name]
    const dlq = await reconcile(sqs, dlqName, dlqAttributes(name), changes)
    await reconcile(sqs, queueName, queueAttributes(name, dlq.arn), changes)
  }
  return changes
}

async function reconcile(
  sqs: SQSClient,
  queueName: string,
  expected: Attributes,
  changes: QueueChange[],
): Promise<LiveQueue> {
  const found = await readQueue(sqs, queueName)
  if (!found) {
    await sqs.send(new CreateQueueCommand({ QueueName: queueName, Attributes: expected }))
    changes.push({ queue: queueName, action: 'created' })
    const created = await readQueue(sqs, queueName)
    if (!created) throw queueMissing(queueName)
    return created
  }
  const drift = driftOf(queueName, found, expected)
  if (drift.length === 0) return found
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: found.url,
      Attributes: Object.fromEntries(drift.map(({ attribute, expected: value }) => [attribute, value])),
    }),
  )
  for (const { attribute, expected: to, actual: from } of drift) {
    changes.push({ queue: queueName, action: 'updated', attribute, from, to })
  }
  return found
}
