import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  type ChangeMessageVisibilityBatchCommandInput,
  type ChangeMessageVisibilityBatchCommandOutput,
  type ChangeMessageVisibilityCommandInput,
  type DeleteMessageBatchCommandInput,
  type DeleteMessageBatchCommandOutput,
  type DeleteMessageCommandInput,
  type ReceiveMessageCommandInput,
  type ReceiveMessageCommandOutput,
  type SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Endpoint, HttpRequest, HttpResponse } from '@smithy/types'
import { KeyedSha256 } from './keyed-sha256.ts'

/** What a busy worker asks of SQS, all day long. */
interface Operations {
  readonly ReceiveMessage: [ReceiveMessageCommandInput, Pick<ReceiveMessageCommandOutput, 'Messages'>]
  readonly DeleteMessage: [DeleteMessageCommandInput, unknown]
  readonly DeleteMessageBatch: [DeleteMessageBatchCommandInput, Pick<DeleteMessageBatchCommandOutput, 'Failed'>]
  readonly ChangeMessageVisibility: [ChangeMessageVisibilityCommandInput, unknown]
  readonly ChangeMessageVisibilityBatch: [
    ChangeMessageVisibilityBatchCommandInput,
    Pick<ChangeMessageVisibilityBatchCommandOutput, 'Failed'>,
  ]
}

/** How a request may end before its answer. */
export interface RequestOptions {
  readonly abortSignal?: AbortSignal
  /** Milliseconds; the client's own when absent. */
  readonly requestTimeout?: number
}

const refusedSignature = 403

/**
 * Sends a worker's receives and acks in SQS's JSON protocol with what a client was made of: its credentials, region,
 * endpoint and connections, and AWS's own signer. What is left out are the layers that the client builds anew for each
 * request, a sixth of a busy worker's time (docs/measurements.md). Every other request of the SDK goes through the client.
 *
 * As often as the client may (`maxAttempts`) it tries what was not answered or failed within SQS.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html
 *
 * @example
 * const QueueUrl = await queues.url('messagingJobs')
 * const { Messages = [] } = await new DirectRequests(sqs).send('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 })
 */
export class DirectRequests {
  private readonly sqs: SQSClient
  private readonly signer: SignatureV4
  /** SQS's clock less this machine's, milliseconds; known once SQS has refused a signature. */
  private clockOffset = 0

  constructor(sqs: SQSClient) {
    const { credentials, region } = sqs.config
    this.sqs = sqs
    this.signer = new SignatureV4({ credentials, region, sha256: KeyedSha256, service: 'sqs' })
  }

  /** @throws SQSServiceException with SQS's code as `name`, or the error of the connection (`AbortError`, `TimeoutError`) */
  async send<Name extends keyof Operations>(
    operation: Name,
    input: Operations[Name][0],
    options: RequestOptions = {},
  ): Promise<Operations[Name][1]> {
    const body = JSON.stringify(input)
    const endpoint = await this.endpoint(input.QueueUrl ?? '')
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.once(operation, endpoint, body, options)
      } catch (error) {
        const mostTries = await this.sqs.config.maxAttempts()
        if (tries >= mostTries || options.abortSignal?.aborted || !mayPass(error)) throw error
      }
    }
  }

  private async once<Name extends keyof Operations>(
    operation: Name,
    endpoint: Endpoint,
    body: string,
    options: RequestOptions,
  ): Promise<Operations[Name][1]> {
    const signingDate = new Date(Date.now() + this.clockOffset)
    const request = await this.signer.sign(requestOf(operation, endpoint, body), { signingDate })
    const { response } = await this.sqs.config.requestHandler.handle(request as never, options)
    return (await this.answerOf(response)) as Operations[Name][1]
  }

  /** A custom endpoint, or that of the queue, as the client has it. */
  private async endpoint(queueUrl: string): Promise<Endpoint> {
    const { endpoint } = this.sqs.config
    if (endpoint) return await endpoint()
    const { protocol, hostname, port } = new URL(queueUrl)
    return { protocol, hostname, path: '/', ...(port && { port: Number(port) }) }
  }

  private async answerOf({ statusCode: status, headers, body }: HttpResponse): Promise<unknown> {
    const content = await contentOf(body)
    if (status === 200) return JSON.parse(content || '{}')
    if (status === refusedSignature && headers.date) this.clockOffset = Date.parse(headers.date) - Date.now()
    throw refusal(status, headers, content)
  }
}

function requestOf(operation: string, { protocol, hostname, port, path }: Endpoint, body: string): HttpRequest {
  const headers = {
    host: port ? `${hostname}:${port}` : hostname,
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AmazonSQS.${operation}`,
    'x-amzn-query-mode': 'true', // errors by the names that the client gives them
  }
  return { method: 'POST', protocol, hostname, ...(port && { port }), path, query: {}, headers, body }
}

/** undici's bodies read themselves, with less effort than a stream is read. */
function contentOf(body: Readable & { text?: () => Promise<string> }): Promise<string> {
  return body.text ? body.text() : text(body)
}

/** The error that the client would have thrown. */
function refusal(status: number, headers: HttpResponse['headers'], content: string): SQSServiceException {
  const { __type = '', message, Message } = readJson(content)
  const name = headers['x-amzn-query-error']?.split(';')[0] ?? __type.split('#').at(-1) ?? ''
  return new SQSServiceException({
    name: name || 'UnknownError',
    message: message ?? Message ?? `SQS answered with status ${status}`,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, ...requestId(headers) },
  })
}

function requestId(headers: HttpResponse['headers']): { requestId?: string } {
  const { 'x-amzn-requestid': id } = headers
  return id === undefined ? {} : { requestId: id }
}

function readJson(content: string): { __type?: string; message?: string; Message?: string } {
  try {
    return JSON.parse(content)
  } catch {
    return {} // of a proxy, say
  }
}

/** What was not answered, or failed within SQS; and a signature, once by SQS's clock. */
function mayPass(error: unknown): boolean {
  const status = (error as Partial<SQSServiceException>).$metadata?.httpStatusCode
  return status === undefined || status >= 500 || status === refusedSignature
}
