import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { Batches } from '../batches/index.ts'

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
  private readonly sqs: SQSClient
  private readonly deletes = new Map<string, Batches<string, undefined>>()
  private readonly changes = new Map<string, Batches<VisibilityChange, undefined>>()
  private readonly closing = new AbortController()

  constructor(sqs: SQSClient) {
    this.sqs = sqs
  }

  delete(queueUrl: string, receiptHandle: string): Promise<void> {
    return ofQueue(this.deletes, queueUrl, (handles) => this.sendDeletes(queueUrl, handles)).add(receiptHandle)
  }

  change(queueUrl: string, change: VisibilityChange): Promise<void> {
    return ofQueue(this.changes, queueUrl, (changes) => this.sendChanges(queueUrl, changes)).add(change)
  }

  /** What is under way, waits or is asked for from now on fails at once. */
  close(): void {
    this.closing.abort()
  }

  private async sendDeletes(QueueUrl: string, handles: readonly string[]): Promise<readonly (Error | undefined)[]> {
    const [only] = handles
    if (handles.length === 1 && only !== undefined) {
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: only }), this.untilClosed)
      return [undefined]
    }
    const Entries = handles.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }))
    const { Failed } = await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }), this.untilClosed)
    return answersOf(handles.length, Failed)
  }

  private get untilClosed(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: this.closing.signal }
  }

  private async sendChanges(
    QueueUrl: string,
    changes: readonly VisibilityChange[],
  ): Promise<readonly (Error | undefined)[]> {
    const wanted = changes.flatMap((change, at) =>
      change.stillWanted()
        ? [{ Id: String(at), ReceiptHandle: change.receiptHandle, VisibilityTimeout: change.seconds }]
        : [],
    )
    const [only] = wanted
    if (wanted.length > 1) {
      const { Failed } = await this.sqs.send(
        new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: wanted }),
        this.untilClosed,
      )
      return answersOf(changes.length, Failed)
    }
    if (only) {
      const { ReceiptHandle, VisibilityTimeout } = only
      await this.sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
        this.untilClosed,
      )
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
