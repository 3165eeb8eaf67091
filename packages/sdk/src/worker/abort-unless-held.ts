import type { Pool } from '../database/index.ts'
import { askAgain, type HeldRow } from '../lease/index.ts'
import type { JobRun } from './job-run.ts'

/**
 * Law 4: a run whose row the beat of `askedAt` (monotonic milliseconds) does not list under its fence is aborted; one
 * that it lists learns the newest receipt handle.
 */
export async function abortUnlessHeld(
  run: JobRun,
  row: HeldRow | undefined,
  askedAt: number,
  pool: Pool,
): Promise<void> {
  if (run.ended || run.startedAt > askedAt) return
  if (row?.fence === run.job.fence && row.status === 'RUNNING') {
    run.queueUrl = row.queueUrl
    run.receiptHandle = row.receiptHandle
    return
  }
  const now = row ?? (await askAgain(pool, run.job))
  // DONE under this very fence: the child has committed and is about to say so.
  if (now?.status === 'DONE' && now.fence === run.job.fence) return
  run.abort(now?.status === 'CANCELLED' ? 'cancelled' : 'lease_lost')
}
