import type { Logger } from 'pino'
import type { Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { forget, outboxId } from './outbox-row.ts'
import { type OutgoingResources, sendJob } from './outgoing.ts'

/** The creator's fast path: sends a committed job at once, so that it need not wait for the relay (law 1). */
export class Dispatcher {
  private readonly resources: OutgoingResources & { readonly pool: Pool; readonly log: Logger }

  /** @param resources `pool` is one of the relay role */
  constructor(resources: OutgoingResources & { readonly pool: Pool; readonly log: Logger }) {
    this.resources = resources
  }

  /**
   * Shows the job as PENDING and sends its message. Call it after the transaction that created the job has committed.
   * Never throws: what fails here stays in the outbox, and the relay sends it.
   */
  async dispatch(job: JobRow): Promise<void> {
    try {
      const { pool } = this.resources
      const id = await outboxId(pool, job)
      await sendJob(job, this.resources)
      await forget(pool, id)
    } catch (error) {
      this.resources.log.warn({ err: error, job_id: job.jobId }, 'not sent at once: left to the relay')
    }
  }
}
