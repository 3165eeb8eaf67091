import type { Logger } from 'pino'
import { channels } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { renewLeases } from '../lease/index.ts'
import type { JobRun } from './job-run.ts'
import type { QueueMessages } from './queue-messages.ts'

/** What a renewal needs. */
export interface RenewalResources {
  readonly pool: Pool
  readonly messages: QueueMessages
  readonly log: Logger
}

/**
 * Renews lease and visibility together, so that lease = visibility − margin throughout (law 4). Runs that have ended
 * or were aborted are left alone: no extension follows an ack or the cap (P-12).
 */
export async function renew(runs: readonly JobRun[], { pool, messages, log }: RenewalResources): Promise<void> {
  const due = runs.filter((run) => !run.ended && !run.aborted && performance.now() >= run.renewAt)
  if (due.length === 0) return
  const renewed = new Set(
    await renewLeases(
      pool,
      due.map(({ job }) => ({ jobId: job.jobId, fence: job.fence, leaseSeconds: channels[job.channel].leaseSeconds })),
    ),
  )
  await Promise.all(
    due.map(async (run) => {
      if (!renewed.has(run.job.jobId)) return
      run.renewAt = performance.now() + channels[run.job.channel].renewEverySeconds * 1000
      await showOwner(run, messages, log)
    }),
  )
}

/** Raises the message's visibility to the contract's value, right after the claim is committed and at each renewal. */
export async function showOwner(run: JobRun, messages: QueueMessages, log: Logger): Promise<void> {
  if (!run.queueUrl || !run.receiptHandle) return
  const seconds = channels[run.job.channel].visibilityTimeoutSeconds
  try {
    await messages.setVisibility(run.queueUrl, run.receiptHandle, seconds, () => !run.ended && !run.aborted)
  } catch (error) {
    // The claim is the authority: whoever receives the message meanwhile finds the job RUNNING and leaves it alone.
    log.warn({ err: error, job_id: run.job.jobId }, 'visibility was not extended')
  }
}
