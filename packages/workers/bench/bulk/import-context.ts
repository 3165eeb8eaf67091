import { randomUUID } from 'node:crypto'
import { type ExcelParsingResult, tenantId } from '@academy/sdk/contract'
import type { Pool } from '@academy/sdk/database'
import { type Claim, completeJob, fencedTransaction, loadCheckpoint, saveCheckpoint } from '@academy/sdk/lease'
import type { JobContext, JobDone } from '@academy/sdk/worker'
import { pino } from 'pino'

export const tenant = tenantId('bench')
export const objectKey = `excel/${tenant}/0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70.xlsx`

/** A job row that this process holds, and the context that a worker would give its handler. */
export async function claimedJob(admin: Pool, worker: Pool): Promise<{ claim: Claim; context: JobContext }> {
  const jobId = randomUUID()
  await admin.query(
    `INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, payload, max_attempts,
       max_processing_seconds, correlation_id, status, locked_by, fence, attempt)
     VALUES ($1, $1, $2, 'ai', 'excel_parsing', 'basic', 'ai', 'aiJobsBasic', '{}', 3, 3600, 'bench', 'RUNNING', 'bench', 1, 1)`,
    [jobId, tenant],
  )
  const claim: Claim = { jobId, tenantId: tenant, fence: 1, fleet: 'ai' }
  const context: JobContext = {
    signal: new AbortController().signal,
    progress: async () => {},
    transaction: (work) => fencedTransaction(worker, claim, work),
    checkpoint: { load: () => loadCheckpoint(worker, claim), save: (tx, value) => saveCheckpoint(tx, claim, value) },
    log: pino({ enabled: false }),
  }
  return { claim, context }
}

/** Commits the last chunk with result and DONE, as the worker does. */
export async function complete(
  worker: Pool,
  claim: Claim,
  done: JobDone<'excel_parsing'>,
): Promise<ExcelParsingResult> {
  await completeJob(worker, claim, done.result, done.commit)
  return done.result
}
