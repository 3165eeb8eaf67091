import type { Transaction } from '../database/index.ts'
import { RejectedInputError } from '../errors/index.ts'
import { type JobRow, toJobRow } from './job-row.ts'
import { getJob } from './read-jobs.ts'

/**
 * PENDING, RETRYING or RUNNING → CANCELLED. The fence is raised in the same statement, so nothing the running handler
 * still writes is accepted; its slot stays counted until it has ended (law 7). Its message is deleted by the worker
 * that next sees it.
 *
 * `cancelled` is false when the job was cancelled before: cancelling twice is no error.
 *
 * @throws RejectedInputError `job_not_found`, or `job_not_cancellable` for a job that ended otherwise
 */
export async function cancelJob(
  tx: Transaction,
  tenantId: string,
  jobId: string,
): Promise<{ job: JobRow; cancelled: boolean }> {
  const { rows } = await tx.query<Record<string, never>>(
    `UPDATE jobs SET status = 'CANCELLED', fence = fence + 1, finished_at = clock_timestamp(), updated_at = clock_timestamp()
     WHERE tenant_id = $1 AND job_id = $2 AND status IN ('PENDING', 'RETRYING', 'RUNNING') RETURNING *`,
    [tenantId, jobId],
  )
  if (rows[0]) {
    await tx.query(`DELETE FROM outbox WHERE job_id = $1 AND destination = 'queue'`, [jobId])
    return { job: toJobRow(rows[0]), cancelled: true }
  }
  const job = await getJob(tx, tenantId, jobId)
  if (!job) throw new RejectedInputError('job_not_found', 'there is no such job')
  if (job.status === 'CANCELLED') return { job, cancelled: false }
  throw new RejectedInputError('job_not_cancellable', `the job is ${job.status} already`)
}
