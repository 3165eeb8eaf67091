import type { Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'

/** The outbox row that stands for the job's message; undefined once it was sent. Asked before the send. */
export async function outboxId(pool: Pool, { jobId }: JobRow): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM outbox WHERE job_id = $1 AND destination = 'queue'`,
    [jobId],
  )
  return rows[0]?.id
}

/**
 * The message was sent. By its id: meanwhile the job may have died and been redriven, and then a row with another id
 * stands for the message of its next life.
 */
export async function forget(pool: Pool, id: string | undefined): Promise<void> {
  if (id !== undefined) await pool.query('DELETE FROM outbox WHERE id = $1', [id])
}
