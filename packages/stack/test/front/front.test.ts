import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Cloud } from '../../src/cloud/fauxqs.ts'
import { startCloud } from '../../src/cloud/fauxqs.ts'
import type { Front } from '../../src/front/index.ts'
import { startFront } from '../../src/front/index.ts'

let cloud: Cloud
let front: Front
let sqs: SQSClient
let queue = ''
let queues = 0

beforeAll(async () => {
  cloud = await startCloud('ap-northeast-2')
  front = await startFront(cloud.url)
  sqs = client(front.endpoint)
})
afterAll(async () => {
  sqs.destroy()
  await front.stop()
  await cloud.stop()
})
afterEach(() => front.clearFaults())

function client(endpoint: string, maxAttempts = 1): SQSClient {
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' }
  return new SQSClient({ endpoint, region: 'ap-northeast-2', credentials, maxAttempts })
}

async function newQueue(attributes: Record<string, string> = {}): Promise<string> {
  queues += 1
  const made = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${queues}`, Attributes: attributes }))
  queue = made.QueueUrl ?? ''
  return queue
}

const send = (body: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body, ...more }))
const receive = async (more: object = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, ...more }))).Messages ?? []

describe('what it passes through', () => {
  it('answers with queue URLs that lead to itself', async () => {
    await newQueue()
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `queue-${queues}` }))
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}))
    expect(QueueUrl).toBe(queue)
    expect(queue.startsWith(front.endpoint)).toBe(true)
    expect(QueueUrls).toContain(queue)
  })

  it('answers a long poll as soon as a message is sent', async () => {
    await newQueue()
    const begun = performance.now()
    const poll = receive({ WaitTimeSeconds: 20 })
    await vi.waitFor(() => expect(front.log().at(-1)?.target).toBe('ReceiveMessage'))
    await send('hello')
    expect((await poll)[0]?.Body).toBe('hello')
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it('ends a long poll empty after its wait time, also when only the queue names one', async () => {
    await newQueue({ ReceiveMessageWaitTimeSeconds: '1' })
    const begun = performance.now()
    expect(await receive()).toEqual([])
    const waited = performance.now() - begun
    expect(waited).toBeGreaterThan(900)
    expect(waited).toBeLessThan(3000)
  })

  it('delivers a delayed message and an expired one to a poll that waits', async () => {
    await newQueue()
    await send('late', { DelaySeconds: 1 })
    expect((await receive({ WaitTimeSeconds: 5, VisibilityTimeout: 1 }))[0]?.Body).toBe('late')
    expect((await receive({ WaitTimeSeconds: 5, VisibilityTimeout: 1 }))[0]?.Body).toBe('late')
  })
})

describe('what the emulator drops and SQS keeps', () => {
  const all = { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }
  const trace = { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a994272793' } }

  it('keeps MessageGroupId and AWSTraceHeader of a send, at the redelivery too', async () => {
    await newQueue()
    await send('one', { MessageGroupId: 'academy-a', MessageSystemAttributes: trace })
    const [first] = await receive(all)
    expect(first?.Attributes).toMatchObject({
      MessageGroupId: 'academy-a',
      AWSTraceHeader: trace.AWSTraceHeader.StringValue,
    })
    const again = { QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }
    await sqs.send(new ChangeMessageVisibilityCommand(again))
    const [second] = await receive(all)
    expect(second?.Attributes).toMatchObject({ MessageGroupId: 'academy-a', ApproximateReceiveCount: '2' })
  })

  it('keeps them for each entry of a batch', async () => {
    await newQueue()
    const entries = ['a', 'b'].map((id) => ({ Id: id, MessageBody: id, MessageGroupId: `academy-${id}` }))
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries: entries }))
    const received = await receive(all)
    expect(received.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId])).toEqual([
      ['a', 'academy-a'],
      ['b', 'academy-b'],
    ])
  })

  it('returns only the attributes that the receiver asks for', async () => {
    await newQueue()
    const attributes = { reason: { DataType: 'String', StringValue: 'poison' } }
    await send('one', { MessageGroupId: 'academy-a', MessageAttributes: attributes })
    const [message] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    expect(message?.Attributes).toEqual({ ApproximateReceiveCount: '1' })
    expect(message?.MessageAttributes).toBeUndefined()
  })
})

describe('P-10 a client that dies', () => {
  const program = fileURLToPath(new URL('../fixtures/long-poll.ts', import.meta.url))

  it('P-10 the open long poll of a SIGKILLed process takes no message', async () => {
    await newQueue()
    const since = front.lastSeq
    const child = spawn('node', [program, front.endpoint, queue, '30'], { stdio: 'ignore' })
    await vi.waitFor(() => expect(front.log(since).map(({ target }) => target)).toContain('ReceiveMessage'), 10_000)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const begun = performance.now()
    await send('for the living')
    const [message] = await receive({ WaitTimeSeconds: 5, MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    expect(message?.Body).toBe('for the living')
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  it('P-10 what was received for a client that was killed meanwhile is put back', async () => {
    await newQueue()
    await send('survives')
    // The delay holds the request in the front until the client is dead, then it is forwarded and does receive.
    front.fault({ kind: 'delay', action: 'ReceiveMessage', delayMs: 1500 })
    const since = front.lastSeq
    const child = spawn('node', [program, front.endpoint, queue, '30'], { stdio: 'ignore' })
    await vi.waitFor(() => expect(front.log(since).map(({ fault }) => fault)).toContain('delay'), 10_000)
    child.kill('SIGKILL')
    const [message] = await receive({ WaitTimeSeconds: 0 }).then((now) => (now.length > 0 ? now : []))
    expect(message?.Body).toBe('survives')
    const back = { QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }
    await sqs.send(new ChangeMessageVisibilityCommand(back))
    await vi.waitFor(() => expect(front.log(since).find(({ fault }) => fault)?.outcome).toBe('put_back'), 5000)
    const [again] = await receive({ WaitTimeSeconds: 5, MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('3')
  })

  it('a process that receives and is killed keeps its message hidden: that is no work for the front', async () => {
    await newQueue()
    await send('held')
    const child = spawn('node', [program, front.endpoint, queue, '2'], { stdio: ['ignore', 'pipe', 'ignore'] })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await receive()).toEqual([])
    expect((await receive({ WaitTimeSeconds: 5 }))[0]?.Body).toBe('held')
  })
})

describe('faults', () => {
  const wire = (since: number) => front.log(since).map(({ target, fault, status }) => [target, fault, status])

  it('answers an error that the client knows as one of the server, and the emulator sees nothing', async () => {
    await newQueue()
    front.fault({ kind: 'error', action: 'SendMessage', status: 503 })
    await expect(send('lost')).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } })
    expect(await receive()).toEqual([])
    await send('second')
    expect((await receive())[0]?.Body).toBe('second')
  })

  it('loses the answer of a send that was done', async () => {
    await newQueue()
    front.fault({ kind: 'lost_response', action: 'SendMessage' })
    await expect(send('done')).rejects.toThrow()
    expect((await receive())[0]?.Body).toBe('done')
  })

  it('delivers a sent message twice with one id and two receipt handles', async () => {
    await newQueue()
    front.fault({ kind: 'duplicate', action: 'SendMessage' })
    await send('twice', { MessageGroupId: 'academy-a' })
    const both = await receive({ MessageSystemAttributeNames: ['All'] })
    expect(both.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId])).toEqual([
      ['twice', 'academy-a'],
      ['twice', 'academy-a'],
    ])
    expect(new Set(both.map(({ MessageId }) => MessageId)).size).toBe(1)
    expect(new Set(both.map(({ ReceiptHandle }) => ReceiptHandle)).size).toBe(2)
  })

  it('delivers a received message again even after it was deleted', async () => {
    await newQueue()
    await send('again', { MessageAttributes: { reason: { DataType: 'String', StringValue: 'r' } } })
    front.fault({ kind: 'duplicate', action: 'ReceiveMessage' })
    const [first] = await receive()
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle }))
    const [second] = await receive({ MessageAttributeNames: ['All'] })
    expect(second?.MessageId).toBe(first?.MessageId)
    expect(second?.MessageAttributes?.reason?.StringValue).toBe('r')
  })

  it('swallows requests until it is cleared, matched by queue, action, text, skip and count', async () => {
    await newQueue()
    front.fault({ kind: 'black_hole', queue: `queue-${queues}`, contains: 'swallow', skip: 1, count: null })
    await send('swallow not')
    const since = front.lastSeq
    const hung = [send('swallow 1'), send('swallow 2')].map((each) => each.catch(() => 'cut'))
    await vi.waitFor(() => expect(wire(since)).toHaveLength(2))
    front.clearFaults()
    expect(await Promise.all(hung)).toEqual(['cut', 'cut'])
    expect((await receive()).map(({ Body }) => Body)).toEqual(['swallow not'])
  })

  it('cuts the connection', async () => {
    await newQueue()
    front.fault({ kind: 'reset' })
    await expect(send('never')).rejects.toThrow()
    expect(await receive()).toEqual([])
  })
})

describe('over HTTP', () => {
  it('arms and clears faults, and refuses those it does not understand', async () => {
    await newQueue()
    const post = (body: object) =>
      fetch(`${front.endpoint}/_front/fault`, { method: 'POST', body: JSON.stringify(body) })
    expect((await post({ kind: 'explode' })).status).toBe(400)
    expect((await post({ kind: 'error', acton: 'SendMessage' })).status).toBe(400)
    const armed = await post({ kind: 'error', action: 'SendMessage', count: null })
    expect(await armed.json()).toEqual({ id: expect.any(Number) })
    await expect(send('refused')).rejects.toThrow()
    expect((await fetch(`${front.endpoint}/_front/fault`, { method: 'DELETE' })).status).toBe(204)
    expect((await send('passes')).MessageId).toBeDefined()
  })

  it('shows the wire as JSON lines from any number on, without its own traffic', async () => {
    await newQueue()
    const since = front.lastSeq
    await send('seen')
    await receive()
    const text = await (await fetch(`${front.endpoint}/_front/log?since=${since}`)).text()
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { seq: since + 1, target: 'SendMessage', queue: `queue-${queues}`, input: { MessageBody: 'seen' }, status: 200 },
      { seq: since + 2, target: 'ReceiveMessage', output: { Messages: [{ Body: 'seen' }] }, outcome: 'answered' },
    ])
  })
})
