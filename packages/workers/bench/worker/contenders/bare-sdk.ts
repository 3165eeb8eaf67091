import { loadConfig } from '@academy/sdk/config'
import { createSqsClient } from '@academy/sdk/queues'
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Contender, Work } from '../contender.ts'
import { Platform } from '../platform.ts'

/** Receive ten, work, delete ten: what the AWS SDK allows at most, without any guarantee. */
export async function bareSdk(env: Readonly<Record<string, string>>, loops: number): Promise<Contender> {
  const platform = await Platform.create(env)
  return receiveAndDelete(platform, platform.sqs, loops)
}

/** The same loop with the client that the platform's worker makes for itself. */
export async function bareSdkOurClient(env: Readonly<Record<string, string>>, loops: number): Promise<Contender> {
  const platform = await Platform.create(env)
  return receiveAndDelete(platform, createSqsClient(loadConfig({ ...env, WORKER_NAME: 'bench' })), loops)
}

async function receiveAndDelete(platform: Platform, sqs: SQSClient, loops: number): Promise<Contender> {
  const QueueUrl = await platform.queues.url('messagingJobs')
  let stopped = false
  let running: Promise<unknown> = Promise.resolve()
  const loop = async (work: Work) => {
    while (!stopped) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      )
      if (Messages.length === 0) continue
      await Promise.all(Messages.map(() => work()))
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }))
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    }
  }
  return {
    // The limit for these very messages.
    fill: (count) => platform.backlog(count),
    start: async (_slots, work) => {
      running = Promise.all(Array.from({ length: loops }, () => loop(work)))
    },
    stop: async () => {
      stopped = true
      await running
    },
    close: () => {
      sqs.destroy()
      return platform.close()
    },
  }
}
