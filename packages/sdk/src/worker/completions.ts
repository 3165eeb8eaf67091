import { Batches } from '../batches/index.ts'
import { isConnectionError, isRolledBackByConflict, type Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { type Completion, completeJob, completeJobs, type MessageHandle } from '../lease/index.ts'
import type { JobDone } from './types.ts'

const mostInOneStatement = 100

/**
 * Makes jobs DONE. Those that end about the same time and bring no rows of their own share one statement, each under
 * its own fence; a job with a `commit` has a transaction of its own.
 */
export class Completions {
  private readonly pool: Pool
  private readonly together: Batches<Completion, MessageHandle | undefined>

  constructor(pool: Pool) {
    this.pool = pool
    this.together = new Batches({
      send: (batch) => this.send(batch),
      mostItems: mostInOneStatement,
      // What ends meanwhile waits for the commit under way, and then shares the next.
      sideBySide: 1,
    })
  }

  /** @throws FenceLostError when another hand has the job; nothing is kept */
  async complete(job: JobRow, { result, commit }: JobDone): Promise<MessageHandle> {
    const ended = commit ? undefined : await this.together.add({ claim: job, result })
    return ended ?? (await completeJob(this.pool, job, result, commit))
  }

  private async send(batch: readonly Completion[]): Promise<readonly (MessageHandle | undefined)[]> {
    try {
      const ended = await completeJobs(this.pool, batch)
      return batch.map(({ claim }) => ended.get(claim.jobId))
    } catch (error) {
      if (mayPass(error)) throw error
      // One result that the database does not take must not fail its neighbours: each is completed alone.
      return batch.map(() => undefined)
    }
  }
}

/** A lost connection, or a deadlock with somebody who locks the same rows in another order (a cancel, say). */
export function mayPass(error: unknown): boolean {
  return isConnectionError(error) || isRolledBackByConflict(error)
}
