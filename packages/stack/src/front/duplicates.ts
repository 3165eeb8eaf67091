import type { KeptAttributes } from './attributes.ts'
import type { Fields, WireMessage } from './types.ts'
import type { Upstream } from './upstream.ts'

/**
 * Delivers messages a second time, as at-least-once queues do: a copy with the same message id, body and attributes,
 * and a receipt handle of its own.
 */
export class Duplicates {
  readonly #upstream: Upstream
  readonly #kept: KeptAttributes

  constructor(upstream: Upstream, kept: KeptAttributes) {
    this.#upstream = upstream
    this.#kept = kept
  }

  /** Copies what a SendMessage or SendMessageBatch has just sent. */
  async ofSent(action: string, input: Fields, output: Fields): Promise<void> {
    if (action === 'SendMessage') await this.#copy(input, String(output.MessageId))
    if (action !== 'SendMessageBatch') return
    const sent = new Map(((output.Successful ?? []) as Fields[]).map(({ Id, MessageId }) => [Id, String(MessageId)]))
    for (const entry of (input.Entries ?? []) as Fields[]) {
      const original = sent.get(entry.Id)
      if (original !== undefined) await this.#copy({ ...entry, QueueUrl: input.QueueUrl }, original)
    }
  }

  /** Copies what a ReceiveMessage is about to deliver; needs the message's own attributes. */
  async ofReceived(input: Fields, messages: readonly WireMessage[]): Promise<void> {
    for (const { MessageId, Body, MessageAttributes } of messages) {
      await this.#copy({ QueueUrl: input.QueueUrl, MessageBody: Body, MessageAttributes }, MessageId)
    }
  }

  async #copy({ QueueUrl, MessageBody, MessageAttributes, DelaySeconds }: Fields, original: string): Promise<void> {
    const sent = await this.#upstream.call('SendMessage', { QueueUrl, MessageBody, MessageAttributes, DelaySeconds })
    this.#kept.alias(String(sent.MessageId), original)
  }
}
