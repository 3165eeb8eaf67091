import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type ErrorCode, outboxPolicy } from '../contract/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { buildMessage } from '../messages/index.ts'
import type { ProgressStore } from '../progress/index.ts'
import { deadLetterEntry, type QueueDirectory, type QueueEntry, queueEntry } from '../queues/index.ts'

/** Why a job went to its dead-letter queue, as its outbox row says. */
export interface DeadLetterReason {
  readonly code: ErrorCode
  readonly message: string
  readonly attempt: number
  readonly crashes: number
}

/** How messages leave. */
export interface OutgoingResources {
  readonly sqs: SQSClient
  readonly queues: QueueDirectory
  readonly progress: ProgressStore
}

/** Sends the job's message now, whatever its tenant's window says: ask `admitJob` first. */
export async function sendJob(job: JobRow, { sqs, queues }: OutgoingResources): Promise<void> {
  const QueueUrl = await queues.url(job.channel)
  await sqs.send(new SendMessageCommand({ QueueUrl, ...queueEntry(buildMessage(job)) }), {
    abortSignal: sendPatience(),
  })
}

/** After this long a send's row belongs to the next relay. */
export function sendPatience(): AbortSignal {
  return AbortSignal.timeout(outboxPolicy.sendSeconds * 1000)
}

/** The copy of a DEAD job: its message as it was sent, with the reason beside it (P-13). */
export function letterOf(job: JobRow, reason: DeadLetterReason): QueueEntry {
  // The message says the attempt that failed last, not the next one.
  const entry = queueEntry(buildMessage({ ...job, attempt: Math.max(0, reason.attempt - 1) }))
  return deadLetterEntry({
    channel: job.channel,
    body: entry.MessageBody,
    attributes: entry.MessageAttributes,
    messageGroupId: entry.MessageGroupId,
    reason: reason.code,
    lastError: reason.message,
  })
}
