import type { ErrorCode } from '../contract/index.ts'
import type { Pool, Transaction } from '../database/index.ts'
import { withTransaction } from '../database/index.ts'
import { FenceLostError } from '../errors/index.ts'
import { type JobRow, toJobRow } from '../jobs/job-row.ts'
import { type Claim, heldTransaction } from './fenced-transaction.ts'

/** Rows of the host application that change together with the job's state. */
export type InSameTransaction = (tx: Transaction) => Promise<void>

type Row = Record<string, never>

// Should the owner be gone before it can show the end, others find it by its name.
const byItsOwner = 'finished_at = clock_timestamp(), finished_by = locked_by'

/**
 * Law 8: the user's rows, the result and DONE in one fenced transaction (P-43, P-07).
 * A lost answer is asked again, not assumed: DONE under this very fence is this claim's own success.
 *
 * @throws FenceLostError when another hand has the job; nothing is kept
 */
export async function completeJob(
  pool: Pool,
  claim: Claim,
  result: unknown,
  alongside?: InSameTransaction,
): Promise<JobRow> {
  return ended(pool, claim, 'DONE', async (tx) => {
    await alongside?.(tx)
    return leave(
      tx,
      claim,
      `status = 'DONE', ${byItsOwner}, error_code = NULL, error_message = NULL`,
      [JSON.stringify(result)],
      'INSERT INTO job_results (job_id, tenant_id, result) SELECT job_id, tenant_id, $3 FROM ended',
    )
  })
}

/** Why a job failed: a code of the contract's table and a sentence for people, without personal data. */
export interface JobFailure {
  readonly code: ErrorCode
  readonly message: string
}

/** FAILED: terminal, no retry, nothing in the dead-letter queue. */
export async function failJob(
  pool: Pool,
  claim: Claim,
  failure: JobFailure,
  alongside?: InSameTransaction,
): Promise<JobRow> {
  return ended(pool, claim, 'FAILED', async (tx) => {
    await alongside?.(tx)
    return leave(tx, claim, `status = 'FAILED', ${byItsOwner}, error_code = $3, error_message = $4`, [
      failure.code,
      failure.message,
    ])
  })
}

/** RETRYING, due after `delaySeconds`. The attempt stays counted; the message is kept (law 9). */
export async function retryJobLater(
  pool: Pool,
  claim: Claim,
  failure: JobFailure,
  delaySeconds: number,
  alongside?: InSameTransaction,
): Promise<JobRow> {
  return ended(pool, claim, 'RETRYING', async (tx) => {
    await alongside?.(tx)
    return leave(
      tx,
      claim,
      `status = 'RETRYING', due_at = clock_timestamp() + make_interval(secs => $5), error_code = $3, error_message = $4`,
      [failure.code, failure.message, delaySeconds],
    )
  })
}

/** RETRYING, due after `delaySeconds`, and the attempt is given back: the handler had nothing to try yet. */
export async function snoozeJob(
  pool: Pool,
  claim: Claim,
  failure: JobFailure,
  delaySeconds: number,
  alongside?: InSameTransaction,
): Promise<JobRow> {
  return ended(pool, claim, 'RETRYING', async (tx) => {
    await alongside?.(tx)
    return leave(
      tx,
      claim,
      `status = 'RETRYING', due_at = clock_timestamp() + make_interval(secs => $5), error_code = $3, error_message = $4,
       attempt = attempt - 1, snoozing_since = coalesce(snoozing_since, clock_timestamp())`,
      [failure.code, failure.message, delaySeconds],
    )
  })
}

/** DEAD, with the dead-letter copy in the same transaction's outbox (P-13): attempts are used up. */
export async function buryClaimedJob(
  pool: Pool,
  claim: Claim,
  failure: JobFailure,
  alongside?: InSameTransaction,
): Promise<JobRow> {
  return ended(pool, claim, 'DEAD', async (tx) => {
    await alongside?.(tx)
    const job = await leave(tx, claim, `status = 'DEAD', ${byItsOwner}, error_code = $3, error_message = $4`, [
      failure.code,
      failure.message,
    ])
    await sendToDeadLetterQueue(tx, job, failure)
    return job
  })
}

/**
 * DEAD for a row that nobody runs and whose attempts or crashes are used up (decision table).
 * @param workerId whoever buries it
 * @returns null when somebody else was faster
 */
export async function buryWaitingJob(
  pool: Pool,
  job: JobRow,
  workerId: string,
  failure: JobFailure,
  alongside?: InSameTransaction,
): Promise<JobRow | null> {
  return withTransaction(pool, async (tx) => {
    const { rows } = await tx.query<Row>(
      `UPDATE jobs SET status = 'DEAD', fence = fence + 1, finished_at = clock_timestamp(), finished_by = $5,
         error_code = $3, error_message = $4, updated_at = clock_timestamp()
       WHERE job_id = $1 AND fence = $2 AND status IN ('PENDING', 'RETRYING') RETURNING *`,
      [job.jobId, job.fence, failure.code, failure.message, workerId],
    )
    if (!rows[0]) return null
    const dead = toJobRow(rows[0])
    await alongside?.(tx)
    await sendToDeadLetterQueue(tx, dead, failure)
    return dead
  })
}

/**
 * Hands a job back that this process will not run to its end (shutdown, an orphaned claim, a lost lease): RETRYING,
 * due now, fence + 1, and the attempt is given back (P-14).
 * @returns null when the job was no longer this claim's
 */
export async function releaseJob(pool: Pool, claim: Pick<Claim, 'jobId' | 'fence'>): Promise<JobRow | null> {
  const { rows } = await pool.query<Row>(
    `UPDATE jobs SET status = 'RETRYING', due_at = clock_timestamp(), fence = fence + 1, attempt = attempt - 1,
       locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
     WHERE job_id = $1 AND fence = $2 AND status = 'RUNNING' RETURNING *`,
    [claim.jobId, claim.fence],
  )
  return rows[0] ? toJobRow(rows[0]) : null
}

/**
 * The process of the work died on its own (out of memory, a native crash): RETRYING after `delaySeconds`, the attempt
 * given back and a crash counted; crashes have their own limit.
 * @returns null when the job was no longer this claim's
 */
export async function recordCrash(
  pool: Pool,
  claim: Pick<Claim, 'jobId' | 'fence'>,
  failure: JobFailure,
  delaySeconds: number,
): Promise<JobRow | null> {
  const { rows } = await pool.query<Row>(
    `UPDATE jobs SET status = 'RETRYING', due_at = clock_timestamp() + make_interval(secs => $5), fence = fence + 1,
       attempt = attempt - 1, crashes = crashes + 1, error_code = $3, error_message = $4,
       locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
     WHERE job_id = $1 AND fence = $2 AND status = 'RUNNING' RETURNING *`,
    [claim.jobId, claim.fence, failure.code, failure.message, delaySeconds],
  )
  return rows[0] ? toJobRow(rows[0]) : null
}

/** The handler of a job that another hand ended (cancel) has ended: its slot is free again. */
export async function freeSlot(pool: Pool, jobId: string, workerId: string): Promise<void> {
  await pool.query(`UPDATE jobs SET locked_by = NULL WHERE job_id = $1 AND locked_by = $2 AND status <> 'RUNNING'`, [
    jobId,
    workerId,
  ])
}

async function ended(
  pool: Pool,
  claim: Claim,
  status: JobRow['status'],
  work: (tx: Transaction) => Promise<JobRow>,
): Promise<JobRow> {
  try {
    return await heldTransaction(pool, claim, work)
  } catch (error) {
    const now = await askAgain(pool, claim)
    if (now?.status === status && now.fence === claim.fence) return now
    if (now?.status === 'RUNNING' && now.fence === claim.fence) throw error
    throw error instanceof FenceLostError ? error : new FenceLostError(claim.jobId, claim.fence, { cause: error })
  }
}

/** The row as it stands now. */
export async function askAgain(pool: Pool, claim: Pick<Claim, 'jobId'>): Promise<JobRow | undefined> {
  const { rows } = await pool.query<Row>('SELECT * FROM jobs WHERE job_id = $1', [claim.jobId])
  return rows[0] && toJobRow(rows[0])
}

// The update is the transaction's last statement: it checks the fence and its row lock lasts only until the commit.
async function leave(
  tx: Transaction,
  claim: Claim,
  assignments: string,
  values: unknown[],
  withIt = 'SELECT',
): Promise<JobRow> {
  const { rows } = await tx.query<Row>(
    `WITH ended AS (
       UPDATE jobs SET ${assignments}, locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
       WHERE job_id = $1 AND fence = $2 AND status = 'RUNNING' RETURNING *
     ), with_it AS (${withIt})
     SELECT * FROM ended`,
    [claim.jobId, claim.fence, ...values],
  )
  if (!rows[0]) throw new FenceLostError(claim.jobId, claim.fence)
  return toJobRow(rows[0])
}

async function sendToDeadLetterQueue(tx: Transaction, job: JobRow, failure: JobFailure): Promise<void> {
  await tx.query(
    `INSERT INTO outbox (job_id, tenant_id, destination, reason) VALUES ($1, $2, 'dead_letter_queue', $3)
     -- A new id: whoever just sent the letter of an earlier death deletes that one's row, not this one's.
     ON CONFLICT (job_id, destination) DO UPDATE SET id = DEFAULT, reason = excluded.reason, relay_after = excluded.relay_after`,
    [
      job.jobId,
      job.tenantId,
      JSON.stringify({ code: failure.code, message: failure.message, attempt: job.attempt, crashes: job.crashes }),
    ],
  )
}
