import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqsClient, DirectRequests } from '../../src/queues/index.ts'

// SQS's own answers to what it refuses, which the emulator never gives; receives and acks against a real endpoint are in
// every test of the worker.

interface Request {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

let requests: Request[]
let answer: (response: ServerResponse, tries: number) => void
let client: SQSClient
let direct: DirectRequests
let close: () => Promise<void>
let queueUrl: string
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'invented', sessionToken: 'invented-token' }

beforeEach(async () => {
  requests = []
  const server = createServer(async (request, response) => {
    requests.push({
      ...{ method: request.method, path: request.url, headers: request.headers },
      body: JSON.parse(await text(request)),
    })
    answer(response, requests.length)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  queueUrl = `${endpoint}/000000000000/a-queue`
  client = createSqsClient({ aws: { region: 'ap-northeast-2', sqsEndpoint: endpoint, credentials } } as never)
  direct = new DirectRequests(client)
  close = async () => {
    client.destroy()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})
afterEach(() => close())

const ok = (body: unknown) => (response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
const refuse = (status: number, headers: Record<string, string>, body: unknown) => (response: ServerResponse) =>
  void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))

const receive = { MaxNumberOfMessages: 10, WaitTimeSeconds: 20, MessageAttributeNames: ['All'] }
const thrownBy = (sent: Promise<unknown>) =>
  sent.then(
    () => undefined,
    (error) => error,
  )

describe('a direct request', () => {
  it('asks for what the client asks for, and gives its answer', async () => {
    const messages = [{ MessageId: 'm', ReceiptHandle: 'r', Body: '{"a":"학원"}', Attributes: { SentTimestamp: '1' } }]
    answer = ok({ Messages: messages })
    const input = { QueueUrl: queueUrl, ...receive }
    expect(await direct.send('ReceiveMessage', input)).toEqual({ Messages: messages })
    expect((await client.send(new ReceiveMessageCommand(input))).Messages).toEqual(messages)
    answer = ok({ Successful: [{ Id: '0' }], Failed: [] })
    const deletes = { QueueUrl: queueUrl, Entries: [{ Id: '0', ReceiptHandle: 'r' }] }
    await direct.send('DeleteMessageBatch', deletes)
    await client.send(new DeleteMessageBatchCommand(deletes))
    const asked = requests.map(({ method, path, headers, body }) => {
      const { host, authorization = '' } = headers
      const [scope] = /Credential=[^,]+/.exec(authorization) ?? []
      return { method, path, body, host, scope, target: headers['x-amz-target'], type: headers['content-type'] }
    })
    expect(asked[0]).toEqual(asked[1])
    expect(asked[2]).toEqual(asked[3])
    expect(requests.map(({ headers }) => headers['x-amz-security-token'])).toEqual(Array(4).fill('invented-token'))
  })

  it('fails as the client does, with the code of SQS', async () => {
    const code = { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender', 'x-amzn-requestid': 'id' }
    answer = refuse(400, code, { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'no such queue' })
    const input = { QueueUrl: queueUrl, ...receive }
    const [ours, theirs] = [
      await thrownBy(direct.send('ReceiveMessage', input)),
      await thrownBy(client.send(new ReceiveMessageCommand(input))),
    ]
    expect(ours).toMatchObject({ name: code['x-amzn-query-error'].split(';')[0], message: 'no such queue' })
    expect(ours).toMatchObject({ $fault: theirs.$fault, $metadata: { httpStatusCode: 400, requestId: 'id' } })
    expect(requests).toHaveLength(2) // one each: what SQS refuses once it refuses again
    answer = refuse(400, {}, { __type: 'com.amazonaws.sqs#OverLimit', message: 'too many' })
    expect(await thrownBy(direct.send('ReceiveMessage', input))).toMatchObject({ name: 'OverLimit' })
  })

  it('is sent once more when SQS fails, and only once', async () => {
    const input = { QueueUrl: queueUrl, ...receive }
    answer = (response, tries) => (tries === 1 ? refuse(503, {}, '<html>') : ok({}))(response)
    expect(await direct.send('ReceiveMessage', input)).toEqual({})
    expect(requests).toHaveLength(2)
    answer = refuse(500, {}, '<html>')
    expect(await thrownBy(direct.send('ReceiveMessage', input))).toMatchObject({ $fault: 'server' })
    expect(requests).toHaveLength(4)
  })

  it('is sent once more when its connection is lost before the answer', async () => {
    answer = (response, tries) => (tries === 1 ? void response.destroy() : ok({})(response))
    expect(await direct.send('ReceiveMessage', { QueueUrl: queueUrl, ...receive })).toEqual({})
    expect(requests).toHaveLength(2)
  })

  it('whose signature is too old for SQS is signed by its clock', async () => {
    const theirs = new Date(Date.now() + 3_600_000)
    answer = (response, tries) => {
      if (tries > 1) return ok({})(response)
      refuse(403, { date: theirs.toUTCString() }, { __type: 'InvalidSignatureException' })(response)
    }
    await direct.send('ReceiveMessage', { QueueUrl: queueUrl, ...receive })
    const hour = (date: Date) => date.toISOString().replace(/[-:]/g, '').slice(0, 11)
    expect(requests.map(({ headers }) => String(headers['x-amz-date']).slice(0, 11))).toEqual([
      hour(new Date(theirs.getTime() - 3_600_000)),
      hour(theirs),
    ])
  })

  it('ends with its signal, and with its patience', async () => {
    const stop = new AbortController()
    answer = () => stop.abort()
    const input = { QueueUrl: queueUrl, ...receive }
    const aborted = await thrownBy(direct.send('ReceiveMessage', input, { abortSignal: stop.signal }))
    expect(aborted.name).toBe('AbortError')
    expect(requests).toHaveLength(1)
    answer = () => {}
    expect((await thrownBy(direct.send('ReceiveMessage', input, { requestTimeout: 100 }))).name).toBe('TimeoutError')
    expect(requests).toHaveLength(3)
  })

  it('goes to the queue’s own host where no endpoint is configured', async () => {
    const { requestHandler } = client.config
    const plain = createSqsClient({ aws: { region: 'ap-northeast-2', credentials } } as never)
    plain.config.requestHandler = requestHandler
    answer = ok({})
    await new DirectRequests(plain).send('ReceiveMessage', { QueueUrl: queueUrl, ...receive })
    expect(requests[0]?.headers.host).toBe(new URL(queueUrl).host)
  })
})
