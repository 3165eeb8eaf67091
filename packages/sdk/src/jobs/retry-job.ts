import type { TenantId } from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import { RejectedInputError } from '../errors/index.ts'
import { createJob, enqueue, type NewJob } from './create-job.ts'
import { type JobRow, toJobRow } from './job-row.ts'
import { getJob } from './read-jobs.ts'

/**
 * Runs a job again (domain.md §3). A DEAD job is redriven: PENDING again under its own id, fence + 1, attempt and
 * crashes 0, with an audit row and an outbox row in the same transaction. A FAILED or CANCELLED job stays what it is:
 * a new job with `retry_of` is created. Call `Dispatcher.dispatch` with the returned job after the commit.
 *
 * @throws RejectedInputError `job_not_found`, or `job_not_retryable` for a job that is under way or DONE
 */
export async function retryJob(
  tx: Transaction,
  tenantId: TenantId,
  jobId: string,
  correlationId: string,
): Promise<{ job: JobRow; newJob: boolean }> {
  const old = await getJob(tx, tenantId, jobId)
  if (!old) throw new RejectedInputError('job_not_found', 'there is no such job')
  if (old.status === 'DEAD') return { job: await redriveJob(tx, old, correlationId), newJob: false }
  if (old.status !== 'FAILED' && old.status !== 'CANCELLED') {
    throw new RejectedInputError(
      'job_not_retryable',
      `only FAILED, CANCELLED and DEAD jobs are retried; it is ${old.status}`,
    )
  }
  const { job } = await createJob(tx, {
    tenantId,
    jobType: old.jobType,
    tier: old.tier,
    payload: old.payload as unknown as NewJob['payload'],
    maxProcessingSeconds: old.maxProcessingSeconds,
    correlationId,
    retryOf: old.jobId,
    ...(old.subject && { subject: old.subject }),
  })
  return { job, newJob: true }
}

/**
 * The one exit of DEAD, in the caller's transaction. The message is sent after the commit; until somebody has, the
 * outbox row stands for it.
 * @param detail what the audit row says beside the error that the job died of
 * @throws RejectedInputError `job_not_retryable` when another hand was faster
 */
export async function redriveJob(
  tx: Transaction,
  dead: JobRow,
  correlationId: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<JobRow> {
  const { rows } = await tx.query<Record<string, never>>(
    `UPDATE jobs SET status = 'PENDING', fence = fence + 1, attempt = 0, crashes = 0, due_at = now(), error_code = NULL,
       error_message = NULL, finished_at = NULL, finished_by = NULL, queue_url = NULL, receipt_handle = NULL,
       updated_at = clock_timestamp()
     WHERE job_id = $1 AND status = 'DEAD' AND fence = $2 RETURNING *`,
    [dead.jobId, dead.fence],
  )
  if (!rows[0]) throw new RejectedInputError('job_not_retryable', 'the job was retried by somebody else just now')
  const job = toJobRow(rows[0])
  await tx.query(`INSERT INTO job_audit (job_id, tenant_id, action, detail) VALUES ($1, $2, 'redrive', $3)`, [
    job.jobId,
    job.tenantId,
    JSON.stringify({ ...detail, correlation_id: correlationId, from_error: dead.errorCode, attempts: dead.attempt }),
  ])
  // Whoever sent the first life's message may not have deleted its row yet: this life gets a row of its own.
  await tx.query(`DELETE FROM outbox WHERE job_id = $1 AND destination = 'queue'`, [job.jobId])
  await enqueue(tx, job)
  return job
}
