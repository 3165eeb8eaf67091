import type { JobType } from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import { type JobRow, type JobStatus, toJobRow } from './job-row.ts'

/** One job of the tenant, or null: another tenant's job does not exist for this one (P-26). */
export async function getJob(tx: Transaction, tenantId: string, jobId: string): Promise<JobRow | null> {
  const { rows } = await tx.query<Record<string, never>>('SELECT * FROM jobs WHERE tenant_id = $1 AND job_id = $2', [
    tenantId,
    jobId,
  ])
  return rows[0] ? toJobRow(rows[0]) : null
}

/** The stored result of a DONE job, or null. */
export async function getJobResult(tx: Transaction, tenantId: string, jobId: string): Promise<unknown> {
  const { rows } = await tx.query<{ result: unknown }>(
    'SELECT result FROM job_results WHERE tenant_id = $1 AND job_id = $2',
    [tenantId, jobId],
  )
  return rows[0]?.result ?? null
}

/** Which jobs to list: newest first, `limit` rows from after the job that `cursor` names. */
export interface JobFilter {
  readonly tenantId: string
  readonly status?: JobStatus
  readonly jobType?: JobType
  readonly limit: number
  readonly cursor?: string
}

/** A page of the tenant's jobs and the cursor of the next page, null on the last. */
export async function listJobs(
  tx: Transaction,
  filter: JobFilter,
): Promise<{ jobs: JobRow[]; nextCursor: string | null }> {
  const { rows } = await tx.query<Record<string, never>>(
    `SELECT * FROM jobs
     WHERE tenant_id = $1
       AND ($2::text IS NULL OR status = $2)
       AND ($3::text IS NULL OR job_type = $3)
       AND ($4::uuid IS NULL OR (created_at, job_id) < (SELECT created_at, job_id FROM jobs WHERE tenant_id = $1 AND job_id = $4))
     ORDER BY created_at DESC, job_id DESC LIMIT $5`,
    [filter.tenantId, filter.status ?? null, filter.jobType ?? null, filter.cursor ?? null, filter.limit + 1],
  )
  const jobs = rows.slice(0, filter.limit).map(toJobRow)
  return { jobs, nextCursor: rows.length > filter.limit ? (jobs.at(-1)?.jobId ?? null) : null }
}
