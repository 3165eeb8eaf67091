import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { payloadOf, sendAll } from '../backlog.ts'
import type { Contender, Work } from '../contender.ts'
import { Platform } from '../platform.ts'

/** Receive ten, work, delete ten: what the AWS SDK allows at most, without any guarantee. */
export async function bareSdk(env: Readonly<Record<string, string>>, loops: number): Promise<Contender> {
  const platform = await Platform.create(env)
  const QueueUrl = await platform.queues.url('messagingJobs')
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  const loop = async (work: Work) => {
    while (!stopped) {
      const { Messages = [] } = await platform.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      )
      if (Messages.length === 0) continue
      await Promise.all(Messages.map(() => work()))
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }))
      await platform.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    }
  }
  return {
    fill: (count) =>
      sendAll(
        platform.sqs,
        QueueUrl,
        Array.from({ length: count }, () => ({ body: JSON.stringify(payloadOf()), group: 't-0' })),
      ),
    start: async (_slots, work) => {
      running = Promise.all(Array.from({ length: loops }, () => loop(work)))
    },
    stop: async () => {
      stopped = true
      await running
    },
    close: () => platform.close(),
  }
}
