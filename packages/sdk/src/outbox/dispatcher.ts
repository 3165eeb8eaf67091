import type { Logger } from 'pino'
import type { Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { admitJob, forget, putOff } from './admission.ts'
import { type OutgoingResources, sendJob } from './outgoing.ts'

/** The creator's fast path: sends a committed job at once, so that it need not wait for the relay (law 1). */
export class Dispatcher {
  private readonly resources: OutgoingResources & { readonly pool: Pool; readonly log: Logger }

  /** @param resources `pool` is one of the relay role */
  constructor(resources: OutgoingResources & { readonly pool: Pool; readonly log: Logger }) {
    this.resources = resources
  }

  /**
   * Shows the job as PENDING, so that no poll of the client finds nothing (P-23), and sends its message if its tenant's
   * window has a place (law 11). Call it after the transaction that created the job has committed. Never throws: what
   * is not sent here stays in the outbox, and the relay sends it or a free slot takes it.
   */
  async dispatch(job: JobRow): Promise<void> {
    const { pool, log } = this.resources
    let id: string | undefined
    try {
      await this.resources.progress.pending(job)
      id = await admitJob(pool, job)
      if (id === undefined) return
      await sendJob(job, this.resources)
      await forget(pool, [id])
    } catch (error) {
      log.warn({ err: error, job_id: job.jobId }, 'not sent at once: left to the relay')
      if (id !== undefined) await putOff(pool, [id]).catch(() => {})
    }
  }
}
