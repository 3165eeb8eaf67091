import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs'
import { Batches } from '../batches/index.ts'
import type { DirectRequests } from '../queues/index.ts'

interface VisibilityChange {
  readonly receiptHandle: string
  readonly seconds: number
  /** Asked when the request is about to be sent. */
  readonly stillWanted: () => boolean
}

const mostEntries = 10 // SQS: entries of a batch request
// Enough that an ack waits for few others, few enough that a busy worker fills its batches.
const sideBySide = 2

/**
 * Deletes and visibility changes of a worker's messages, ten to a request. A single one goes as a plain request. What
 * SQS refuses of a batch fails for its own message alone.
 */
export class MessageBatches {
  private readonly requests: Pick<DirectRequests, 'send'>
  private readonly deletes = new Map<string, Batches<string, undefined>>()
  private readonly changes = new Map<string, Batches<VisibilityChange, undefined>>()
  private readonly noMoreDeletes = new AbortController()
  private readonly noMoreChanges = new AbortController()

  constructor(requests: Pick<DirectRequests, 'send'>) {
    this.requests = requests
  }

  delete(queueUrl: string, receiptHandle: string): Promise<void> {
    return ofQueue(this.deletes, queueUrl, (handles) => this.sendDeletes(queueUrl, handles)).add(receiptHandle)
  }

  change(queueUrl: string, change: VisibilityChange): Promise<void> {
    return ofQueue(this.changes, queueUrl, (changes) => this.sendChanges(queueUrl, changes)).add(change)
  }

  /** Deletes that are under way, wait or are asked for from now on fail at once. */
  endDeletes(): void {
    this.noMoreDeletes.abort()
  }

  /** The same for visibility changes. */
  endChanges(): void {
    this.noMoreChanges.abort()
  }

  private async sendDeletes(QueueUrl: string, handles: readonly string[]): Promise<readonly (Error | undefined)[]> {
    const options = { abortSignal: this.noMoreDeletes.signal }
    const [only] = handles
    if (handles.length === 1 && only !== undefined) {
      await this.requests.send('DeleteMessage', { QueueUrl, ReceiptHandle: only }, options)
      return [undefined]
    }
    const Entries = handles.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }))
    const { Failed } = await this.requests.send('DeleteMessageBatch', { QueueUrl, Entries }, options)
    return answersOf(handles.length, Failed)
  }

  private async sendChanges(
    QueueUrl: string,
    changes: readonly VisibilityChange[],
  ): Promise<readonly (Error | undefined)[]> {
    const options = { abortSignal: this.noMoreChanges.signal }
    const wanted = changes.flatMap((change, at) =>
      change.stillWanted()
        ? [{ Id: String(at), ReceiptHandle: change.receiptHandle, VisibilityTimeout: change.seconds }]
        : [],
    )
    const [only] = wanted
    if (wanted.length > 1) {
      const { Failed } = await this.requests.send(
        'ChangeMessageVisibilityBatch',
        { QueueUrl, Entries: wanted },
        options,
      )
      return answersOf(changes.length, Failed)
    }
    if (only) {
      const { ReceiptHandle, VisibilityTimeout } = only
      await this.requests.send('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout }, options)
    }
    return answersOf(changes.length, [])
  }
}

function ofQueue<Item>(
  known: Map<string, Batches<Item, undefined>>,
  queueUrl: string,
  send: (items: readonly Item[]) => Promise<readonly (Error | undefined)[]>,
): Batches<Item, undefined> {
  const batches = known.get(queueUrl) ?? new Batches<Item, undefined>({ send, mostItems: mostEntries, sideBySide })
  known.set(queueUrl, batches)
  return batches
}

/** Entries were numbered by their place; those that SQS does not name as failed succeeded. */
function answersOf(count: number, failed: readonly BatchResultErrorEntry[] = []): (Error | undefined)[] {
  const errors = new Map(
    failed.map(({ Id, Code, Message }) => [Id, new Error(`${Code}: ${Message ?? 'no reason given'}`)]),
  )
  return Array.from({ length: count }, (_, at) => errors.get(String(at)))
}
