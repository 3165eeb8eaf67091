import { randomUUID } from 'node:crypto'
import {
  channelFor,
  channels,
  fleets,
  type JobType,
  jobTypes,
  outboxPolicy,
  type PayloadByJobType,
  type TenantId,
  type Tier,
  validatePayload,
} from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import { ContractViolation, RejectedInputError } from '../errors/index.ts'
import { buildMessage } from '../messages/index.ts'
import { type JobRow, type JobSubject, toJobRow } from './job-row.ts'
import { newJobId } from './new-job-id.ts'
import { tierAllows } from './tiers.ts'

/** What a producer says about a new job; everything else comes from the contract. */
export interface NewJob<T extends JobType = JobType> {
  /** From `newJobId`, where other rows of the transaction name it. */
  readonly jobId?: string
  readonly tenantId: TenantId
  readonly jobType: T
  /** The tenant's plan, or less when the request asked for less; never the client's word alone. */
  readonly tier: Tier
  readonly payload: PayloadByJobType[T]
  /** The same key of the same tenant gives the same job. */
  readonly idempotencyKey?: string
  /** Seconds. May lower the channel's cap, never raise it. */
  readonly maxProcessingSeconds?: number
  readonly correlationId: string
  readonly traceparent?: string
  readonly subject?: JobSubject
  readonly retryOf?: string
}

/**
 * Law 1: inserts the job (PENDING) and its outbox row into the caller's transaction. Once that commits, the job will
 * reach its queue; `Dispatcher.dispatch` after the commit makes it fast (P-04, P-05).
 *
 * `created` is false when the idempotency key had made this job before; nothing is written then.
 *
 * @throws RejectedInputError `job_type_not_available` (no worker runs it), `tier_too_low` (the plan does not include it)
 * @throws ContractViolation when the payload breaks its schema or the cap would be raised
 */
export async function createJob<T extends JobType>(
  tx: Transaction,
  input: NewJob<T>,
): Promise<{ job: JobRow; created: boolean }> {
  const policy = jobTypes[input.jobType]
  if (!tierAllows(input.tier, input.jobType)) {
    throw new RejectedInputError('tier_too_low', `${input.jobType} needs the ${policy.lowestTier} plan or higher`)
  }
  if (!policy.available) {
    throw new RejectedInputError('job_type_not_available', `no worker runs ${input.jobType} yet`)
  }
  const violations = validatePayload[input.jobType](input.payload)
  if (violations.length > 0) throw new ContractViolation(`the payload of ${input.jobType}`, violations)

  const channel = channelFor(input.jobType, input.tier)
  const fleet = fleets[policy.fleet]
  const row = {
    jobId: input.jobId ?? newJobId(),
    messageId: randomUUID(),
    cap: cappedSeconds(input.maxProcessingSeconds, channels[channel].maxProcessingSeconds),
  }
  const { rows } = await tx.query<Record<string, never>>(
    `INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, payload, idempotency_key,
       max_attempts, max_processing_seconds, correlation_id, traceparent, subject_type, subject_id, retry_of)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     ON CONFLICT (tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
     RETURNING *`,
    [
      row.jobId,
      row.messageId,
      input.tenantId,
      policy.kind,
      input.jobType,
      input.tier,
      policy.fleet,
      channel,
      JSON.stringify(input.payload),
      input.idempotencyKey ?? null,
      fleet.maxAttempts,
      row.cap,
      input.correlationId,
      input.traceparent ?? null,
      input.subject?.type ?? null,
      input.subject?.id ?? null,
      input.retryOf ?? null,
    ],
  )
  if (!rows[0]) return { job: await jobByIdempotencyKey(tx, input), created: false }
  const job = toJobRow(rows[0])
  buildMessage(job) // a job that could not be said on the wire must not exist
  await enqueue(tx, job)
  return { job, created: true }
}

/** The outbox row of a PENDING job; the relay leaves the creator a moment to send it itself. */
export async function enqueue(tx: Transaction, job: JobRow): Promise<void> {
  await tx.query(
    `INSERT INTO outbox (job_id, tenant_id, destination, relay_after)
     VALUES ($1, $2, 'queue', now() + make_interval(secs => $3)) ON CONFLICT (job_id, destination) DO NOTHING`,
    [job.jobId, job.tenantId, outboxPolicy.relayAfterSeconds],
  )
}

function cappedSeconds(wanted: number | undefined, cap: number): number {
  if (wanted === undefined) return cap
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= cap) return wanted
  throw new ContractViolation('max_processing_seconds', [
    {
      pointer: '/max_processing_seconds',
      schemaPath: 'asyncapi.yaml#/channels/x-policy/max_processing_seconds',
      keyword: 'maximum',
      message: `must be a whole number of seconds from 1 to ${cap}: a job may lower its cap, never raise it`,
    },
  ])
}

async function jobByIdempotencyKey(tx: Transaction, input: NewJob): Promise<JobRow> {
  const { rows } = await tx.query<Record<string, never>>(
    'SELECT * FROM jobs WHERE tenant_id = $1 AND idempotency_key = $2',
    [input.tenantId, input.idempotencyKey],
  )
  const job = rows[0] && toJobRow(rows[0])
  if (!job || job.jobType !== input.jobType) {
    throw new RejectedInputError('idempotency_conflict', 'this idempotency key belongs to a different request')
  }
  return job
}
