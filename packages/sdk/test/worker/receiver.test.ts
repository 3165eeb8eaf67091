import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { QueueMessages } from '../../src/worker/queue-messages.ts'
import { Receiver, receivePolicy } from '../../src/worker/receiver.ts'
import { jobWorld } from '../support/job-world.ts'

let world: Awaited<ReturnType<typeof jobWorld>>
let receiver: Receiver
beforeAll(async () => {
  world = await jobWorld({ queues: true })
  receiver = new Receiver(receivePolicy('messaging'), new QueueMessages(world.sqs, world.queues), world.log)
})
afterAll(() => world.stop())

/** The front has one more ReceiveMessage than before. */
async function asked(since: number): Promise<void> {
  const { front } = world.servers.sqs
  await expect
    .poll(() => front.log(since).some(({ target }) => target === 'ReceiveMessage'), { timeout: 10_000 })
    .toBe(true)
}

it('law 2: work in the table ends a poll that waits', async () => {
  const before = world.servers.sqs.front.lastSeq
  const poll = receiver.receive(1)
  await asked(before)
  receiver.endWait()
  expect((await poll).kind).toBe('interrupted')
})

it('law 2: work in the table takes no message from a poll that does not wait', async () => {
  const { front } = world.servers.sqs
  await world.sqs.send(
    new SendMessageCommand({ QueueUrl: await world.queues.url('messagingJobs'), MessageBody: 'on its way' }),
  )
  const before = front.lastSeq
  front.fault({ kind: 'delay', action: 'ReceiveMessage', delayMs: 200 })
  const poll = receiver.receive(1, { wait: false })
  await asked(before)
  receiver.endWait()
  expect((await poll).messages).toHaveLength(1)
})

it('law 2: a queue that does not answer keeps no slot from the work in the table', async () => {
  const { front } = world.servers.sqs
  const before = front.lastSeq
  front.fault({ kind: 'black_hole', action: 'ReceiveMessage', count: null })
  const poll = receiver.receive(1, { wait: false })
  await asked(before)
  receiver.endWait()
  expect((await poll).kind).toBe('interrupted')
  front.clearFaults()
})
