import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import type { KeptAttributes } from './attributes.ts'
import type { Duplicates } from './duplicates.ts'
import type { Fault, FaultBook } from './faults.ts'
import { pointToFront, queueName } from './queue-urls.ts'
import type { Receiver } from './receive.ts'
import { parseFields } from './receive.ts'
import type { Fields, WireEntry, WireMessage } from './types.ts'
import type { Upstream } from './upstream.ts'
import type { WaitingRoom } from './waiting-room.ts'
import type { WireLog } from './wire-log.ts'

/** The parts that every exchange uses. */
export interface FrontParts {
  readonly endpoint: () => string
  readonly upstream: Upstream
  readonly log: WireLog
  readonly faults: FaultBook
  readonly kept: KeptAttributes
  readonly room: WaitingRoom
  readonly receiver: Receiver
  readonly duplicates: Duplicates
  /** Answers that black holes hold back. */
  readonly holes: Set<ServerResponse>
}

/** One SQS request with its client. */
export interface Call {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly response: ServerResponse
  /** Fires when the client has hung up before its answer was written. */
  readonly gone: AbortSignal
  readonly client: WireEntry['client']
}

interface Outcome {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly output: Fields
  /** Messages that are hidden upstream on the client's behalf. */
  readonly messages?: readonly WireMessage[]
}

/** Records the request, lets it meet its fault, passes it on and answers. */
export async function exchange(parts: FrontParts, call: Call): Promise<void> {
  const started = performance.now()
  const action = String(call.headers['x-amz-target'] ?? '-').replace(/^AmazonSQS\./, '')
  const input = parseFields(call.body)
  const queue = queueName(input)
  const fault = parts.faults.take({ action, queue, body: call.body.toString('utf8') })
  const entry = parts.log.add({
    at: new Date().toISOString(),
    target: action,
    ...(queue !== undefined && { queue }),
    input,
    ...(fault && { fault: fault.kind }),
    client: call.client,
  })
  const finish = (outcome: WireEntry['outcome'] & string, answer?: Outcome) => {
    Object.assign(entry, { outcome, ms: Math.round((performance.now() - started) * 10) / 10 })
    if (answer) Object.assign(entry, { status: answer.status, output: answer.output })
  }

  if (fault?.kind === 'reset') return cut(call, () => finish('no_answer'))
  if (fault?.kind === 'error') return void (await reply(call, injectedError(fault), finish))
  if (fault?.kind === 'black_hole') {
    parts.holes.add(call.response)
    await hungUp(call)
    parts.holes.delete(call.response)
    return finish('no_answer')
  }
  if (fault?.kind === 'delay') await after(fault.delayMs ?? 1000)

  const outcome = await pass(parts, call, action, input, queue, fault)
  if (fault?.kind === 'lost_response') return cut(call, () => finish('no_answer'))
  const delivered = await reply(call, outcome, finish)
  if (delivered || !outcome.messages?.length) return
  await parts.receiver.putBack(input.QueueUrl, queue ?? '', outcome.messages)
  finish('put_back')
}

async function pass(
  parts: FrontParts,
  call: Call,
  action: string,
  input: Fields,
  queue: string | undefined,
  fault: Fault | undefined,
): Promise<Outcome> {
  if (action === 'ReceiveMessage' && queue !== undefined) {
    const { answer, output, messages } = await parts.receiver.receive(call.headers, input, queue, call.gone)
    if (fault?.kind === 'duplicate') await parts.duplicates.ofReceived(input, messages)
    parts.kept.restore(input, messages)
    return { status: answer.status, headers: answer.headers, output, messages }
  }
  const answer = await parts.upstream.forward(call.headers, call.body)
  const output = pointToFront(parseFields(answer.body), parts.endpoint())
  if (answer.status === 200) {
    parts.kept.remember(action, input, output)
    if (fault?.kind === 'duplicate') await parts.duplicates.ofSent(action, input, output)
    if (queue !== undefined) {
      if (action === 'SetQueueAttributes') parts.receiver.forget(queue)
      if (/^(SendMessage|ChangeMessageVisibility)/.test(action)) parts.room.wake(queue)
    }
  }
  return { status: answer.status, headers: answer.headers, output }
}

function injectedError({ status = 503, code = 'ServiceUnavailable' }: Fault): Outcome {
  const output = { __type: `com.amazonaws.sqs#${code}`, message: 'injected by the local stack' }
  const fault = status >= 500 ? 'Receiver' : 'Sender'
  return {
    status,
    output,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': `${code};${fault}` },
  }
}

/** Whether the answer was handed to the client's connection while it was open. */
function reply(call: Call, outcome: Outcome, finish: (how: 'answered' | 'client_gone', answer?: Outcome) => void) {
  const { response } = call
  return new Promise<boolean>((resolve) => {
    const settle = () => {
      const delivered = response.writableFinished && !call.gone.aborted
      finish(delivered ? 'answered' : 'client_gone', delivered ? outcome : undefined)
      resolve(delivered)
    }
    if (call.gone.aborted || response.destroyed) return settle()
    const body = Buffer.from(JSON.stringify(outcome.output))
    const {
      'content-length': _l,
      'transfer-encoding': _t,
      connection: _c,
      'keep-alive': _k,
      ...headers
    } = outcome.headers
    response.once('close', settle)
    response.once('finish', () => {
      response.off('close', settle)
      settle()
    })
    response.writeHead(outcome.status, { ...headers, 'content-length': body.length })
    response.end(body)
  })
}

function cut(call: Call, then: () => void): void {
  then()
  call.response.destroy()
}

function hungUp({ gone }: Call): Promise<void> {
  return new Promise((resolve) => {
    if (gone.aborted) resolve()
    else gone.addEventListener('abort', () => resolve(), { once: true })
  })
}
