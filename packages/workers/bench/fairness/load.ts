import { type TenantId, tenantId } from '@academy/sdk/contract'

/** How long a job works. */
export const jobMs = 20

/** The tenant with the backlog, and what it has waiting when a run begins. */
export const busy: TenantId = tenantId('busy')
export const backlogJobs = 10_000

/** The tenants that come with a job now and then, and how much of the capacity each asks for. */
export const quiet: readonly TenantId[] = Array.from({ length: 8 }, (_, i) => tenantId(`quiet-${i + 1}`))
export const quietShare = 0.05

/** What a load process is asked to do. */
export interface LoadTask {
  /** Jobs a second of each quiet tenant. */
  readonly perSecond: number
}

/** A job of a quiet tenant: when its creator knew it committed, milliseconds since the epoch. */
export interface Arrival {
  readonly jobId: string
  readonly committedAt: number
}
