import { randomUUID } from 'node:crypto'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'

const mostEntries = 10 // SQS: entries of a batch
const sideBySide = 8

/** Sends bodies to a queue, ten to a request. */
export async function sendAll(
  sqs: SQSClient,
  QueueUrl: string,
  bodies: readonly { readonly body: string; readonly group: string }[],
): Promise<void> {
  let next = 0
  const sender = async () => {
    while (next < bodies.length) {
      const batch = bodies.slice(next, next + mostEntries)
      next += mostEntries
      const Entries = batch.map(({ body, group }, at) => ({ Id: `${at}`, MessageBody: body, MessageGroupId: group }))
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
      if (Failed.length > 0) throw new Error(`the backlog was refused: ${Failed[0]?.Code}`)
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, sender))
}

/** What a job of the benchmark carries, the same for every contender. */
export function payloadOf(id: string = randomUUID()) {
  return {
    notification_id: id,
    channel: 'sms',
    to: '01012345678',
    text: '오늘 수업은 저녁 7시에 시작합니다.',
    business_idempotency_key: id,
  }
}
