/** A decoded SQS request or answer. */
export type Fields = Record<string, unknown>

/** One request as it crossed the wire. */
export interface WireEntry {
  /** Grows by one for each request, from 1. */
  readonly seq: number
  /** When the request had arrived, RFC 3339. */
  readonly at: string
  /** SQS action: `SendMessage`, `ReceiveMessage`, …; `-` when the request named none. */
  readonly target: string
  /** Name of the queue; absent for requests about no queue. */
  readonly queue?: string
  readonly input: Fields
  /** What the client was answered; absent while it waits, and when it was answered nothing. */
  output?: Fields
  status?: number
  /** Milliseconds from the arrival to the answer. */
  ms?: number
  /** The injected fault that the request met. */
  fault?: string
  /** `put_back` when the client went away and its messages were made visible again. */
  outcome?: 'answered' | 'put_back' | 'client_gone' | 'no_answer'
  readonly client: { readonly port: number; readonly userAgent: string }
}

/** An SQS message as ReceiveMessage returns it. */
export interface WireMessage {
  MessageId: string
  ReceiptHandle: string
  Body: string
  Attributes?: Record<string, string>
  MessageAttributes?: Record<string, unknown>
  [other: string]: unknown
}
