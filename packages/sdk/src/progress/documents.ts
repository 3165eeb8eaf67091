import {
  isTerminalJobStatus,
  type JobProgressDocument,
  type JobStatusDocument,
  redisPolicy,
} from '../contract/index.ts'
import type { ProgressJob } from './progress-job.ts'

/** A status without what the job itself says: its fence, type and attempt, and the time. */
export type StatusUpdate = Omit<JobStatusDocument, 'attempt' | 'fence' | 'updated_at'> & Partial<JobStatusDocument>

/** Progress without what the job itself says. */
export type ProgressDocumentUpdate = Omit<JobProgressDocument, 'attempt' | 'fence' | 'updated_at'> &
  Partial<JobProgressDocument>

const longestMessage = 2000 // characters, as the schema says

/** The status as it is stored. A result that is too large for Redis is left out: only the status goes there (M4). */
export function statusDocument(job: ProgressJob, update: StatusUpdate): JobStatusDocument {
  const { result, error_message: message, ...rest } = update
  return {
    job_type: job.jobType,
    attempt: job.attempt,
    fence: job.fence,
    updated_at: new Date().toISOString(),
    ...rest,
    ...(message !== undefined && { error_message: message.slice(0, longestMessage) }),
    ...(result !== undefined && fits(result) && { result }),
  }
}

export function progressDocument(job: ProgressJob, update: ProgressDocumentUpdate): JobProgressDocument {
  return { attempt: job.attempt, fence: job.fence, updated_at: new Date().toISOString(), ...update }
}

/** Measured as it would be stored: bytes of UTF-8 JSON. */
function fits(result: object): boolean {
  return Buffer.byteLength(JSON.stringify(result)) < redisPolicy.resultLimitBytes
}

/** Seconds until a status expires; null is never. */
export function statusTtl({ status }: Pick<JobStatusDocument, 'status'>, costDefence: boolean): number | null {
  // As long as its message may wait in the queue.
  if (status === 'PENDING') return redisPolicy.pendingTtlSeconds
  return isTerminalJobStatus(status) ? finishedTtl(costDefence) : redisPolicy.inProgressTtlSeconds
}

/** Seconds until progress expires, counted anew at each update (P-24); null is never. */
export function progressTtl({ percent }: Pick<JobProgressDocument, 'percent'>, costDefence: boolean): number | null {
  return percent >= 100 ? finishedTtl(costDefence) : redisPolicy.inProgressTtlSeconds
}

function finishedTtl(costDefence: boolean): number | null {
  return costDefence ? redisPolicy.finishedCostDefenceTtlSeconds : redisPolicy.finishedTtlSeconds
}
