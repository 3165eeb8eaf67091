import type { EventOf } from '../history/events.ts'
import type { HistoryView } from '../history/history.ts'

/** A message that was handed to somebody. */
export interface Receipt {
  readonly event: EventOf<'wire'>
  readonly queue: string
  readonly messageId: string
  readonly handle: string
  readonly body: string
}

/** A message that was put into a queue. */
export interface Sent {
  readonly event: EventOf<'wire'>
  readonly queue: string
  readonly body: string
  readonly groupId: string | undefined
  readonly attributes: Readonly<Record<string, string>>
}

/** A change made with a receipt handle. */
export interface HandleUse {
  readonly event: EventOf<'wire'>
  readonly handle: string
  /** New visibility in seconds; absent when the message was deleted. */
  readonly visibility?: number
}

type Entry = Record<string, unknown>
const list = (value: unknown): Entry[] => (Array.isArray(value) ? (value as Entry[]) : [])

const calls = (history: HistoryView, action: string) => history.of('wire').filter(({ data }) => data.action === action)

/** The calls of a single action and of its batch form, one entry each. */
function entries(history: HistoryView, action: string): { event: EventOf<'wire'>; entry: Entry }[] {
  return [
    ...calls(history, action).map((event) => ({ event, entry: event.data.input })),
    ...calls(history, `${action}Batch`).flatMap((event) =>
      list(event.data.input.Entries).map((entry) => ({ event, entry })),
    ),
  ].sort((a, b) => a.event.at - b.event.at)
}

/** Everything that was received, in order. */
export const receipts = (history: HistoryView): Receipt[] =>
  calls(history, 'ReceiveMessage').flatMap((event) =>
    list(event.data.output?.Messages).map((message) => ({
      event,
      queue: event.data.queue,
      messageId: String(message.MessageId),
      handle: String(message.ReceiptHandle),
      body: String(message.Body),
    })),
  )

/** Everything that was sent, in order. */
export const sends = (history: HistoryView): Sent[] =>
  entries(history, 'SendMessage').map(({ event, entry }) => ({
    event,
    queue: event.data.queue,
    body: String(entry.MessageBody),
    groupId: entry.MessageGroupId === undefined ? undefined : String(entry.MessageGroupId),
    attributes: attributesOf(entry.MessageAttributes),
  }))

const attributesOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Record<string, Entry>).map(([name, { StringValue }]) => [
      name,
      String(StringValue),
    ]),
  )

/** Everything that was deleted, in order. */
export const deletions = (history: HistoryView): HandleUse[] =>
  entries(history, 'DeleteMessage').map(({ event, entry }) => ({ event, handle: String(entry.ReceiptHandle) }))

/** Every change of a message's visibility, in order. */
export const visibilityChanges = (history: HistoryView): HandleUse[] =>
  entries(history, 'ChangeMessageVisibility').map(({ event, entry }) => ({
    event,
    handle: String(entry.ReceiptHandle),
    visibility: Number(entry.VisibilityTimeout),
  }))

/** The handles under which anybody held a message of this job. */
export const handlesOfJob = (history: HistoryView, jobId: string): Set<string> =>
  new Set(
    receipts(history)
      .filter(({ body }) => body.includes(jobId))
      .map(({ handle }) => handle),
  )
