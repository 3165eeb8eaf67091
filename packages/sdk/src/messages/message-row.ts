import type { JobKind, JobType, TenantId, Tier } from '../contract/index.ts'

/** The part of a job row that its message says. */
export interface JobRowForMessage {
  readonly messageId: string
  readonly tenantId: TenantId
  readonly jobId: string
  readonly kind: JobKind
  readonly jobType: JobType
  readonly tier: Tier
  readonly payload: object
  readonly createdAt: Date
  readonly correlationId: string
  readonly traceparent?: string | null
  /** Attempts so far; the message names the next one. */
  readonly attempt: number
}
