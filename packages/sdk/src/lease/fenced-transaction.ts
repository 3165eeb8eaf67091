import { fleets } from '../contract/index.ts'
import { type Pool, type Transaction, withTransaction } from '../database/index.ts'
import { FenceLostError } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'

/** A claim: the job, and the fencing token that its writes must carry. */
export type Claim = Pick<JobRow, 'jobId' | 'fence' | 'tenantId' | 'fleet'>

const fenceLost = 'AC002' // raised by academy_assert_fence

/**
 * Law 7: runs the user's SQL and the fence in one transaction. The fence is checked first, so that a zombie does no
 * needless work, and again, with the row locked, right before the commit: between the two a frozen process holds no
 * lock on its job, so its recovery never waits for it. A process frozen inside the transaction loses it after
 * abort_after, by the server's idle-in-transaction timeout.
 *
 * @throws FenceLostError when the job is no longer this claim's; nothing of the transaction is kept
 */
export async function fencedTransaction<R>(
  pool: Pool,
  claim: Claim,
  work: (tx: Transaction) => Promise<R>,
): Promise<R> {
  try {
    return await heldTransaction(pool, claim, async (tx) => {
      await assertFence(tx, claim, false)
      const result = await work(tx)
      await assertFence(tx, claim, true)
      return result
    })
  } catch (error) {
    throw isFenceLost(error) ? new FenceLostError(claim.jobId, claim.fence, { cause: error }) : error
  }
}

/** A transaction under a claim: that of a frozen process does not outlive its lease. */
export function heldTransaction<R>(
  pool: Pool,
  claim: Pick<Claim, 'fleet'>,
  work: (tx: Transaction) => Promise<R>,
): Promise<R> {
  return withTransaction(pool, work, { idleTimeoutSeconds: fleets[claim.fleet].abortAfterSeconds })
}

/** Fails the transaction unless the job is still this claim's; `lock` keeps it so until the commit. */
async function assertFence(tx: Transaction, claim: Claim, lock: boolean): Promise<void> {
  await tx.query('SELECT academy_assert_fence($1, $2, $3)', [claim.jobId, claim.fence, lock])
}

function isFenceLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === fenceLost
}
