import type { ChannelName, ErrorCode, FleetName, JobKind, JobType, TenantId, Tier } from '../contract/index.ts'

/**
 * Every state of a job; the last four are terminal (domain.md §3, `x-states` of the contract).
 *
 *   PENDING ──claim──▶ RUNNING ──complete──▶ DONE
 *      ▲                │   ├──fail, cap──▶ FAILED
 *      │                │   ├──no attempt or no crash left──▶ DEAD, with a dead letter in the same transaction
 *      │                ▼   └──cancel──▶ CANCELLED (its slot is counted until the handler has ended)
 *      │              RETRYING: retry, snooze, crash, hand-back, reap; due at `dueAt`, claimed like PENDING
 *      └──redrive── DEAD
 *
 * Every claim raises `fence` and `attempt`; every other hand that takes a job from its owner raises `fence`, and gives
 * the attempt back unless the job itself failed. PENDING and RETRYING are cancelled and buried without a claim as well.
 * The steps are functions of the database (`academy_claim`, `academy_take_back`, … in migrations/), called from `lease`;
 * a trigger refuses every way out of a terminal state but redrive.
 */
export type JobStatus = 'PENDING' | 'RUNNING' | 'RETRYING' | 'DONE' | 'FAILED' | 'CANCELLED' | 'DEAD'

const terminal: ReadonlySet<JobStatus> = new Set(['DONE', 'FAILED', 'CANCELLED', 'DEAD'])

/** True for DONE, FAILED, CANCELLED and DEAD: states that no worker leaves. */
export function isTerminal(status: JobStatus): boolean {
  return terminal.has(status)
}

/** What a job is about in the host application, such as one video or one notification. */
export interface JobSubject {
  readonly type: string
  readonly id: string
}

/** One row of `jobs`, the authority on a job's state. */
export interface JobRow<T extends JobType = JobType> {
  readonly jobId: string
  readonly messageId: string
  readonly tenantId: TenantId
  readonly kind: JobKind
  readonly jobType: T
  readonly tier: Tier
  readonly fleet: FleetName
  readonly channel: ChannelName
  readonly status: JobStatus
  readonly payload: Record<string, unknown>
  readonly idempotencyKey: string | null
  readonly attempt: number
  readonly crashes: number
  readonly maxAttempts: number
  readonly maxProcessingSeconds: number
  readonly fence: number
  readonly lockedBy: string | null
  readonly leaseExpiresAt: Date | null
  readonly dueAt: Date
  /** When its handler first put it off without spending an attempt. */
  readonly snoozingSince: Date | null
  readonly queueUrl: string | null
  readonly receiptHandle: string | null
  readonly errorCode: ErrorCode | null
  readonly errorMessage: string | null
  readonly correlationId: string
  readonly traceparent: string | null
  readonly subject: JobSubject | null
  readonly retryOf: string | null
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

type Column = string | number | Date | null | Record<string, unknown>

const date = (value: Column | undefined): Date | null => (value == null ? null : new Date(value as string | Date))

/**
 * Reads a `jobs` row, either from a driver (dates as Date) or from `to_jsonb` (dates as text).
 * `fence` fits a JavaScript number: 2^53 claims of one job do not happen.
 */
export function toJobRow(row: Record<string, Column>): JobRow {
  const text = (name: string) => row[name] as string
  const optional = (name: string) => (row[name] ?? null) as string | null
  const type = optional('subject_type')
  return {
    jobId: text('job_id'),
    messageId: text('message_id'),
    tenantId: text('tenant_id') as TenantId,
    kind: text('kind') as JobKind,
    jobType: text('job_type') as JobType,
    tier: text('tier') as Tier,
    fleet: text('fleet') as FleetName,
    channel: text('channel') as ChannelName,
    status: text('status') as JobStatus,
    payload: row.payload as Record<string, unknown>,
    idempotencyKey: optional('idempotency_key'),
    attempt: Number(row.attempt),
    crashes: Number(row.crashes),
    maxAttempts: Number(row.max_attempts),
    maxProcessingSeconds: Number(row.max_processing_seconds),
    fence: Number(row.fence),
    lockedBy: optional('locked_by'),
    leaseExpiresAt: date(row.lease_expires_at),
    dueAt: date(row.due_at) as Date,
    snoozingSince: date(row.snoozing_since),
    queueUrl: optional('queue_url'),
    receiptHandle: optional('receipt_handle'),
    errorCode: optional('error_code') as ErrorCode | null,
    errorMessage: optional('error_message'),
    correlationId: text('correlation_id'),
    traceparent: optional('traceparent'),
    subject: type === null ? null : { type, id: text('subject_id') },
    retryOf: optional('retry_of'),
    createdAt: date(row.created_at) as Date,
    startedAt: date(row.started_at),
    finishedAt: date(row.finished_at),
  }
}
