import type { JobStatus, JobType, TenantId } from '../contract/index.ts'

/** The job that a document is about; a job row is one. */
export interface ProgressJob {
  readonly tenantId: TenantId
  readonly jobId: string
  readonly jobType: JobType
  /** The fencing token of the claim that speaks: older ones are refused. */
  readonly fence: number
  readonly attempt: number
  /** Orders the jobs of one subject: the newest one's documents stand. */
  readonly createdAt: Date
  /** A job about a video also writes the video's documents. */
  readonly subject?: { readonly type: string; readonly id: string | number } | null
}

/** How far a state is: within one claim a job never goes back. */
export const rankOf: Readonly<Record<JobStatus, number>> = {
  PENDING: 0,
  RUNNING: 1,
  RETRYING: 2,
  DONE: 3,
  FAILED: 3,
  CANCELLED: 3,
  DEAD: 3,
}

/** The video that the job is about, if it is about one. */
export function videoOf({ subject }: Pick<ProgressJob, 'subject'>): number | undefined {
  if (subject?.type !== 'video') return undefined
  const id = Number(subject.id)
  return Number.isSafeInteger(id) && id > 0 ? id : undefined
}
