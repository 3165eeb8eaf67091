import type { Pool, Transaction } from '../database/index.ts'
import type { Claim } from './fenced-transaction.ts'

/** What an earlier attempt of this job left behind, or undefined. */
export async function loadCheckpoint<T>(pool: Pool, claim: Pick<Claim, 'jobId'>): Promise<T | undefined> {
  const { rows } = await pool.query<{ value: T }>('SELECT value FROM job_checkpoints WHERE job_id = $1', [claim.jobId])
  return rows[0]?.value
}

/**
 * Saves the checkpoint inside the user's fenced transaction, so that the rows of a chunk and the mark that they are
 * done are committed together (P-43).
 */
export async function saveCheckpoint<T>(tx: Transaction, claim: Claim, value: T): Promise<void> {
  await tx.query(
    `INSERT INTO job_checkpoints (job_id, tenant_id, fence, value) VALUES ($1, $2, $3, $4)
     ON CONFLICT (job_id) DO UPDATE SET value = excluded.value, fence = excluded.fence, updated_at = now()`,
    [claim.jobId, claim.tenantId, claim.fence, JSON.stringify(value)],
  )
}
