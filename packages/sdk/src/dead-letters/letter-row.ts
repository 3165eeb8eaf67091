import type { Pool, Transaction } from '../database/index.ts'
import { type JobRow, toJobRow } from '../jobs/job-row.ts'
import type { HeldLetter } from './held-letter.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The row of the job that a letter names; null when it names none, or none that exists. */
export async function rowOf(db: Pool | Transaction, { jobId }: HeldLetter): Promise<JobRow | null> {
  if (jobId === null || !uuid.test(jobId)) return null
  const { rows } = await (db as Transaction).query<Record<string, never>>('SELECT * FROM jobs WHERE job_id = $1', [
    jobId,
  ])
  return rows[0] ? toJobRow(rows[0]) : null
}
