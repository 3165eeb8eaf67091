import type { Logger } from 'pino'
import { type ErrorCode, retry } from '../contract/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { parseMessage, type ReceivedJobMessage } from '../messages/index.ts'
import type { DeadLetter } from '../queues/index.ts'
import { backoffSeconds } from './backoff.ts'
import { type Decision, decisionTable, type Wait } from './decision-table.ts'
import type { QueueMessages, ReceivedMessage } from './queue-messages.ts'

/** A received message that keeps the contract. */
export interface ValidMessage {
  readonly received: ReceivedMessage
  readonly message: ReceivedJobMessage
}

/** What the decisions about messages need. */
export interface DecisionResources {
  readonly messages: QueueMessages
  readonly quarantine: (letter: DeadLetter) => Promise<void>
  readonly log: Logger
}

/** Why a message leaves the queue for quarantine. */
interface Reason {
  readonly code: ErrorCode
  readonly pointer: string
  readonly detail: string
}

/**
 * Sorts a batch: messages that keep the contract are returned, the rest are dealt with by the decision table. One bad
 * message never holds up its neighbours (P-15).
 */
export async function screen(batch: readonly ReceivedMessage[], resources: DecisionResources): Promise<ValidMessage[]> {
  const valid: ValidMessage[] = []
  await Promise.all(
    batch.map(async (received) => {
      const parsed = parseMessage(received.body)
      if (parsed.ok) {
        valid.push({ received, message: parsed.message })
        return
      }
      const detail = parsed.violations.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')
      const reason = { code: parsed.reason, pointer: parsed.pointer, detail: detail || 'the body is not JSON' }
      await apply(decisionTable[parsed.reason], received, reason, null, resources)
    }),
  )
  return valid
}

/** Applies a decision that leaves the job alone: postpone, delete or quarantine the message. */
export async function apply(
  decision: Decision,
  received: ReceivedMessage,
  reason: Reason,
  job: JobRow | null,
  { messages, quarantine, log }: DecisionResources,
): Promise<void> {
  const facts = { message_id: received.raw.MessageId, reason: reason.code, job_id: job?.jobId }
  try {
    if (decision.action === 'delete') {
      log.info(facts, 'the job has ended: its message is deleted')
      await messages.delete(received.queueUrl, received.receiptHandle)
    } else if (decision.action === 'quarantine' || isOutOfPatience(decision, received)) {
      log.warn({ ...facts, pointer: reason.pointer }, 'message goes to quarantine')
      await quarantine(letterOf(received, reason))
      await messages.delete(received.queueUrl, received.receiptHandle)
    } else if (decision.action === 'postpone') {
      await messages.setVisibility(received.queueUrl, received.receiptHandle, waitSeconds(decision.wait, received, job))
    }
  } catch (error) {
    log.warn({ ...facts, err: error }, 'the message stays in its queue and will be received again')
  }
}

function isOutOfPatience(decision: Decision, received: ReceivedMessage): boolean {
  if (decision.action !== 'postpone') return false
  // Without a row there is nowhere else to count; every earlier receive of this message was a postponement.
  if (decision.patience === 'receives_without_row') return received.receiveCount > retry.maxPostponementsWithoutRow
  if (decision.patience === 'parked_time') {
    return Date.now() - received.sentAt.getTime() > retry.newerSchemaParkedSeconds * 1000
  }
  return false
}

function waitSeconds(wait: Wait, received: ReceivedMessage, job: JobRow | null): number {
  const until = (at: Date | null | undefined) => Math.max(1, ((at?.getTime() ?? 0) - Date.now()) / 1000)
  if (wait === 'due_time') return until(job?.dueAt)
  if (wait === 'lease_end') return until(job?.leaseExpiresAt)
  if (wait === 'jitter') return 1 + Math.random() * retry.limitPostponeSeconds
  return 1 + backoffSeconds(received.receiveCount)
}

function letterOf(received: ReceivedMessage, { code, pointer, detail }: Reason): DeadLetter {
  return {
    channel: received.channel,
    body: received.body,
    attributes: received.raw.MessageAttributes,
    messageGroupId: received.messageGroupId,
    reason: code,
    pointer,
    lastError: detail,
  }
}
