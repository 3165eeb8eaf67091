import type { IncomingHttpHeaders } from 'node:http'
import type { Fields, WireMessage } from './types.ts'
import type { Upstream, UpstreamAnswer } from './upstream.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** A wake-up may be missed only by a message whose visibility or delay runs out; those are looked for this often. */
const pollEveryMs = 150

/** What a receive came to; `messages` are hidden upstream until they are delivered or put back. */
export interface Received {
  readonly answer: UpstreamAnswer
  readonly output: Fields
  readonly messages: readonly WireMessage[]
}

/**
 * Serves a long poll by short upstream polls, so that the poll of a client that has gone takes no message: the
 * emulator would hide the next one for a whole visibility on behalf of a dead process.
 */
export class Receiver {
  readonly #upstream: Upstream
  readonly #room: WaitingRoom
  readonly #defaultWaits = new Map<string, number>()

  constructor(upstream: Upstream, room: WaitingRoom) {
    this.#upstream = upstream
    this.#room = room
  }

  /** @param gone fires when the client has hung up; then the poll ends early and nothing more is taken. */
  async receive(headers: IncomingHttpHeaders, input: Fields, queue: string, gone: AbortSignal): Promise<Received> {
    const wait =
      typeof input.WaitTimeSeconds === 'number' ? input.WaitTimeSeconds : await this.#defaultWait(queue, input)
    if (wait < 0 || wait > 20) return this.#once(headers, input)
    const end = performance.now() + wait * 1000
    for (;;) {
      const received = await this.#once(headers, { ...input, WaitTimeSeconds: 0 })
      const left = end - performance.now()
      if (received.answer.status !== 200 || received.messages.length > 0 || gone.aborted || left <= 0) return received
      await this.#room.wait(queue, Math.min(left, pollEveryMs), gone)
    }
  }

  async #once(headers: IncomingHttpHeaders, input: Fields): Promise<Received> {
    const answer = await this.#upstream.forward(headers, JSON.stringify(input))
    const output = parseFields(answer.body)
    const messages = (output.Messages ?? []) as WireMessage[]
    return { answer, output, messages }
  }

  /** The queue's own wait time counts when the request names none. */
  async #defaultWait(queue: string, { QueueUrl }: Fields): Promise<number> {
    const known = this.#defaultWaits.get(queue)
    if (known !== undefined) return known
    const name = 'ReceiveMessageWaitTimeSeconds'
    try {
      const { Attributes } = await this.#upstream.call('GetQueueAttributes', { QueueUrl, AttributeNames: [name] })
      const wait = Number((Attributes as Record<string, string> | undefined)?.[name] ?? 0)
      this.#defaultWaits.set(queue, wait)
      return wait
    } catch {
      return 0 // The receive itself says what is wrong with the queue.
    }
  }

  /** The queue's attributes may have changed. */
  forget(queue: string): void {
    this.#defaultWaits.delete(queue)
  }

  /** Makes messages visible again that nobody got. */
  async putBack(queueUrl: unknown, queue: string, messages: readonly WireMessage[]): Promise<void> {
    for (const { ReceiptHandle } of messages) {
      // Visibility 0 keeps the message in memory mode; a failure means that the queue itself is gone.
      await this.#upstream
        .call('ChangeMessageVisibility', { QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 })
        .catch(() => {})
    }
    this.#room.wake(queue)
  }
}

/** An SQS body; `{}` when it is not JSON. */
export function parseFields(body: Buffer): Fields {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Fields) : {}
  } catch {
    return {}
  }
}
