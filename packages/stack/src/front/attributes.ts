import type { Fields, WireMessage } from './types.ts'

interface Entry extends Fields {
  Id?: string
  MessageId?: string
  MessageGroupId?: string
  MessageSystemAttributes?: Record<string, { StringValue?: string }>
}

/**
 * What SQS keeps with a message and the emulator drops on standard queues (MessageGroupId, AWSTraceHeader), held by
 * message id, so that it is still there at a redelivery and in a dead-letter queue.
 */
export class KeptAttributes {
  readonly #byMessage = new Map<string, Record<string, string>>()
  readonly #aliases = new Map<string, string>()

  /** Remembers what the entries of a SendMessage or SendMessageBatch carried. */
  remember(action: string, input: Fields, output: Fields): void {
    if (action === 'SendMessage') this.#keep(input, output.MessageId)
    if (action !== 'SendMessageBatch') return
    const ids = new Map(((output.Successful ?? []) as Entry[]).map((sent) => [sent.Id, sent.MessageId]))
    for (const entry of (input.Entries ?? []) as Entry[]) this.#keep(entry, ids.get(entry.Id))
  }

  /** Makes `copy` show itself as `original`, as a message that SQS delivers twice does. */
  alias(copy: string, original: string): void {
    this.#aliases.set(copy, this.#aliases.get(original) ?? original)
  }

  #keep(entry: Entry, messageId: unknown): void {
    const kept: Record<string, string> = {}
    if (typeof entry.MessageGroupId === 'string') kept.MessageGroupId = entry.MessageGroupId
    const trace = entry.MessageSystemAttributes?.AWSTraceHeader?.StringValue
    if (trace !== undefined) kept.AWSTraceHeader = trace
    if (typeof messageId === 'string' && Object.keys(kept).length > 0) this.#byMessage.set(messageId, kept)
  }

  /** Puts back what the receiver asked for, and drops the message attributes that it did not ask for. */
  restore(input: Fields, messages: readonly WireMessage[]): void {
    const wanted = [...names(input.AttributeNames), ...names(input.MessageSystemAttributeNames)]
    for (const message of messages) {
      message.MessageId = this.#aliases.get(message.MessageId) ?? message.MessageId
      const kept = Object.entries(this.#byMessage.get(message.MessageId) ?? {})
      const asked = kept.filter(([name]) => wanted.includes('All') || wanted.includes(name))
      if (asked.length > 0) message.Attributes = { ...message.Attributes, ...Object.fromEntries(asked) }
      if (names(input.MessageAttributeNames).length === 0) {
        delete message.MessageAttributes
        delete message.MD5OfMessageAttributes
      }
    }
  }

  /** The system attributes to send again with a copy of the message. */
  of(messageId: string): Record<string, string> {
    return this.#byMessage.get(this.#aliases.get(messageId) ?? messageId) ?? {}
  }
}

const names = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : [])
