import { loadConfig } from '@academy/sdk/config'
import { goldenVectors, type MessagingJobMessage } from '@academy/sdk/contract'
import {
  createSqsClient,
  type DeadLetter,
  deadLetterEntry,
  provisionQueues,
  QueueDirectory,
  queueEntry,
  sendMessage,
  sendToDlq,
  withoutDeadLetterAttributes,
} from '@academy/sdk/queues'
import { testServers } from '@academy/stack/testing'
import { type MessageAttributeValue, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const servers = await testServers()
const sqs = createSqsClient(loadConfig(servers.env, ['queues']))
const queues = new QueueDirectory(sqs)
const message = goldenVectors.messagingJobMessage[0]?.value as MessagingJobMessage

beforeAll(() => provisionQueues(sqs))
afterAll(async () => {
  sqs.destroy()
  await servers.stop()
})

const receive = async (QueueUrl: string) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
      WaitTimeSeconds: 1,
    }),
  )
  return Messages[0]
}
const text = (value: string): MessageAttributeValue => ({ DataType: 'String', StringValue: value })
const letter = (more: Partial<DeadLetter> = {}): DeadLetter => ({
  channel: 'messagingJobs',
  body: 'x',
  reason: 'contract_violation',
  ...more,
})
const sizeOf = ({ MessageBody, MessageAttributes }: ReturnType<typeof deadLetterEntry>) =>
  Object.entries(MessageAttributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(`${name}${value.DataType}${value.StringValue}`),
    Buffer.byteLength(MessageBody),
  )

describe('a message in its queue', () => {
  test("is in its tenant's group and carries what operators filter by", async () => {
    await sendMessage(sqs, queues, 'messagingJobs', message)
    const received = await receive(await queues.url('messagingJobs'))
    expect(JSON.parse(received?.Body ?? '')).toEqual(message)
    expect(received?.Attributes).toMatchObject({ MessageGroupId: message.tenant_id })
    expect(received?.MessageAttributes).toMatchObject({
      tenant_id: { StringValue: message.tenant_id },
      job_id: { StringValue: message.job_id },
    })
  })

  test('hands the trace on in the form that AWS reads', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    expect(queueEntry({ ...message, traceparent }).MessageSystemAttributes?.AWSTraceHeader.StringValue).toBe(
      'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1',
    )
    const { traceparent: _, ...untraced } = message
    expect(queueEntry(untraced)).not.toHaveProperty('MessageSystemAttributes')
  })

  test('an outage is told as one that passes', async () => {
    const nobody = createSqsClient(loadConfig({ ...servers.env, SQS_ENDPOINT: 'http://127.0.0.1:1' }, ['queues']))
    await expect(sendMessage(nobody, queues, 'messagingJobs', message)).rejects.toMatchObject({
      code: 'queue_unavailable',
      retryable: true,
    })
    nobody.destroy()
  })
})

describe('a dead letter', () => {
  test('P-16 keeps body, attributes and group, and says why with the pointer into the contract', async () => {
    const attributes = { shard: text('7') }
    await sendToDlq(
      sqs,
      queues,
      letter({
        body: '{"broken":',
        attributes,
        messageGroupId: 'haneul-academy',
        pointer: 'schemas/common/envelope.json#/required',
        lastError: 'no tenant',
      }),
    )
    const received = await receive(await queues.dlqUrl('messagingJobs'))
    expect(received?.Body).toBe('{"broken":')
    expect(received?.Attributes?.MessageGroupId).toBe('haneul-academy')
    const found = Object.fromEntries(
      Object.entries(received?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
    )
    expect(found).toEqual({
      shard: '7',
      dlq_reason: 'contract_violation',
      dlq_pointer: 'schemas/common/envelope.json#/required',
      dlq_error: 'no tenant',
    })
  })

  test('a second death keeps the first attributes and tells the newest reason', () => {
    const first = deadLetterEntry(letter({ attributes: { shard: text('7') }, lastError: 'first' }))
    const second = deadLetterEntry(
      letter({ attributes: first.MessageAttributes, reason: 'attempts_exhausted', lastError: 'second' }),
    )
    expect(second.MessageAttributes).toMatchObject({
      shard: text('7'),
      dlq_reason: text('attempts_exhausted'),
      dlq_error: text('second'),
    })
    expect(withoutDeadLetterAttributes(second.MessageAttributes)).toEqual({ shard: text('7') })
  })

  test('an error that SQS could not carry is made writable', async () => {
    const lastError = 'bell \u0007 half \uD83D and 가'
    expect(deadLetterEntry(letter({ lastError })).MessageAttributes.dlq_error).toEqual(
      text('bell \uFFFD half \uFFFD and 가'),
    )
    expect(deadLetterEntry(letter({ lastError: '' })).MessageAttributes).not.toHaveProperty('dlq_error')
  })

  test('attributes that find no room are kept as one', () => {
    const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`a${at}`, text(`v${at}`)]))
    const entry = deadLetterEntry(letter({ attributes, pointer: 'p', lastError: 'e' }))
    expect(Object.keys(entry.MessageAttributes)).toHaveLength(10)
    expect(entry.MessageAttributes).toMatchObject({ a5: text('v5'), dlq_reason: text('contract_violation') })
    expect(JSON.parse(entry.MessageAttributes.dlq_displaced_attributes?.StringValue ?? '')).toEqual({
      a6: 'v6',
      a7: 'v7',
      a8: 'v8',
      a9: 'v9',
    })
  })

  test('SQS takes any of them: ten attributes and 1 MiB at most, the reason always there', () => {
    const anyAttributes = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,12}$/),
      fc.string({ minLength: 1, maxLength: 40 }).map(text),
      { maxKeys: 10 },
    )
    const bodyLength = fc.oneof(fc.nat({ max: 100 }), fc.integer({ min: 1_048_576 - 3000, max: 1_048_576 - 60 }))
    fc.assert(
      fc.property(anyAttributes, bodyLength, fc.string({ maxLength: 3000 }), (attributes, length, lastError) => {
        const body = 'x'.repeat(length)
        const entry = deadLetterEntry(letter({ body, attributes, lastError, pointer: 'schemas/x.json#/y' }))
        expect(entry.MessageBody).toBe(body)
        expect(Object.keys(entry.MessageAttributes).length).toBeLessThanOrEqual(10)
        expect(sizeOf(entry)).toBeLessThanOrEqual(1_048_576)
        expect(entry.MessageAttributes).toHaveProperty('dlq_reason')
      }),
      { numRuns: 100 },
    )
  })

  test('the largest body that SQS takes is quarantined too, over the wire', async () => {
    const body = 'x'.repeat(1_048_576 - 200)
    await sqs.send(new SendMessageCommand({ QueueUrl: await queues.url('videoJobs'), MessageBody: body }))
    await sendToDlq(sqs, queues, letter({ channel: 'videoJobs', body, reason: 'not_json', lastError: 'y'.repeat(900) }))
    const received = await receive(await queues.dlqUrl('videoJobs'))
    expect(received?.Body).toHaveLength(body.length)
    expect(received?.MessageAttributes).toMatchObject({ dlq_reason: { StringValue: 'not_json' } })
  })
})
