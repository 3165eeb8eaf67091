import {
  type Envelope,
  type JobKind,
  type JobMessage,
  jobTypes,
  schemaVersion,
  type Violation,
  validateForSend,
} from '../contract/index.ts'
import { ContractViolation } from '../errors/index.ts'
import type { JobRowForMessage } from './message-row.ts'
import { foreignObjectKeys } from './tenant-keys.ts'

type Fields = Record<string, unknown>

const builders: Readonly<Record<JobKind, (job: JobRowForMessage) => Fields>> = {
  ai: (job) => ({ type: 'ai.job', job_type: job.jobType, tier: job.tier, payload: job.payload }),
  video: (job) => ({ ...job.payload, type: 'video.job', action: jobTypes[job.jobType].action }),
  messaging: (job) => ({ ...job.payload, type: 'messaging.job' }),
}

const validators: Readonly<Record<JobKind, (message: unknown) => Violation[]>> = {
  ai: validateForSend.aiJobMessage,
  video: validateForSend.videoJobMessage,
  messaging: validateForSend.messagingJobMessage,
}

/**
 * The message of a job, checked closed: an unknown field, a missing one or another tenant's object key is refused.
 * The same row always gives the same message, so sending it again is a duplicate, never a second order.
 *
 * @throws ContractViolation that names each field and the rule it breaks
 *
 * @example
 * const message = buildMessage(job)
 * await sqs.send(new SendMessageCommand({ QueueUrl: await queues.url(job.channel), ...queueEntry(message) }))
 */
export function buildMessage(job: JobRowForMessage): JobMessage {
  // The envelope comes last: no payload can overwrite whose job it is.
  const message = { ...builders[job.kind](job), ...envelope(job) }
  const violations = [...validators[job.kind](message), ...foreignObjectKeys(message, job.tenantId)]
  if (violations.length > 0) throw new ContractViolation(`the message of ${job.jobType} job ${job.jobId}`, violations)
  return message as unknown as JobMessage
}

function envelope(job: JobRowForMessage): Omit<Envelope, 'type'> {
  return {
    schema_version: schemaVersion,
    message_id: job.messageId,
    tenant_id: job.tenantId,
    job_id: job.jobId,
    created_at: job.createdAt.toISOString(),
    correlation_id: job.correlationId,
    ...(job.traceparent && { traceparent: job.traceparent }),
    attempt: job.attempt + 1,
  }
}
