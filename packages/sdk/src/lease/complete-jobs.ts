import type { Pool } from '../database/index.ts'
import type { Claim } from './fenced-transaction.ts'

/** A job that ended well and writes no rows of its own, with its validated result. */
export interface Completion {
  readonly claim: Pick<Claim, 'jobId' | 'fence'>
  readonly result: unknown
}

/** Where the message of an ended job is, by the newest receipt handle that any worker saw; null when none was. */
export interface MessageHandle {
  readonly queueUrl: string | null
  readonly receiptHandle: string | null
}

/**
 * Law 8 for many jobs in one statement: result and DONE of each under its own fence. A lost answer may be asked again:
 * what is DONE under the given fence is this claim's own success.
 *
 * @returns the handles of those that are DONE, by job id. A missing one is another hand's, or its row is locked at this
 *   moment: `completeJob` tells which.
 */
export async function completeJobs(
  pool: Pool,
  completions: readonly Completion[],
): Promise<ReadonlyMap<string, MessageHandle>> {
  const { rows } = await pool.query<CompletedRow>(
    'SELECT job_id, queue_url, receipt_handle FROM academy_complete($1)',
    [completionParameter(completions)],
  )
  return handlesOf(rows)
}

/** A completed job as the database tells it. */
export interface CompletedRow {
  readonly job_id: string
  readonly queue_url: string | null
  readonly receipt_handle: string | null
}

/** The parameter of a completion. */
export function completionParameter(completions: readonly Completion[]): string {
  return JSON.stringify(completions.map(({ claim, result }) => ({ job_id: claim.jobId, fence: claim.fence, result })))
}

/** Where the messages of completed jobs are, by job id. */
export function handlesOf(rows: readonly CompletedRow[]): ReadonlyMap<string, MessageHandle> {
  return new Map(rows.map((row) => [row.job_id, { queueUrl: row.queue_url, receiptHandle: row.receipt_handle }]))
}
