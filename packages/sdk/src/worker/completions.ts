import { Batches } from '../batches/index.ts'
import { isConnectionError, isRolledBackByConflict, type Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import {
  type ClaimAnswer,
  type ClaimOrder,
  type Completion,
  claimJobs,
  completeAndClaim,
  completeJob,
  completeJobs,
  type MessageHandle,
} from '../lease/index.ts'
import type { JobDone } from './types.ts'

const mostInOneStatement = 100

/**
 * Makes jobs DONE. Those that end about the same time and bring no rows of their own share one statement, each under
 * its own fence; a job with a `commit` has a transaction of its own. A claim takes along what waits here.
 */
export class Completions {
  private readonly pool: Pool
  private readonly together: Batches<Completion, MessageHandle | undefined>
  private shared = 0

  /** @param takenAlong asked when something waits: true when a claim will take it along, or call `sendNow` after all */
  constructor(pool: Pool, takenAlong?: () => boolean) {
    this.pool = pool
    this.together = new Batches({
      send: (batch) => this.send(batch),
      mostItems: mostInOneStatement,
      // What ends meanwhile waits for the commit under way, and then shares the next.
      sideBySide: 1,
      ...(takenAlong && { takenAlong }),
    })
  }

  /** Jobs whose handlers have ended well and whose shared statement is not answered yet: their slots are about to be free. */
  get underWay(): number {
    return this.shared
  }

  /** A statement of completions alone is under way. */
  get sending(): boolean {
    return this.together.sending
  }

  /** Resolves when no statement of completions alone is under way. */
  whenSent(): Promise<void> {
    return this.together.whenSent()
  }

  /** Sends what waits without a claim. */
  sendNow(): void {
    this.together.sendNow()
  }

  /** @throws FenceLostError when another hand has the job; nothing is kept */
  async complete(job: JobRow, { result, commit }: JobDone): Promise<MessageHandle> {
    const ended = commit ? undefined : await this.share({ claim: job, result })
    return ended ?? (await completeJob(this.pool, job, result, commit))
  }

  /** A claim that completes what waits in its own statement, before it counts slots. */
  async claim(order: ClaimOrder): Promise<ClaimAnswer[] | null> {
    if (!this.together.wait) return await claimJobs(this.pool, order)
    const { claimed } = await this.together.sendWith(async (batch) => {
      try {
        const { ended, answers } = await completeAndClaim(this.pool, batch, order)
        return { answers: batch.map(({ claim }) => ended.get(claim.jobId)), claimed: Promise.resolve(answers) }
      } catch (error) {
        if (mayPass(error)) throw error
        // Not awaited here: a claim that fails says nothing about the completions before it.
        return { answers: await this.eachByItself(batch), claimed: claimJobs(this.pool, order) }
      }
    })
    return await claimed
  }

  private async share(completion: Completion): Promise<MessageHandle | undefined> {
    this.shared += 1
    try {
      return await this.together.add(completion)
    } finally {
      this.shared -= 1
    }
  }

  private async send(batch: readonly Completion[]): Promise<readonly (MessageHandle | undefined | Error)[]> {
    try {
      const ended = await completeJobs(this.pool, batch)
      return batch.map(({ claim }) => ended.get(claim.jobId))
    } catch (error) {
      if (mayPass(error)) throw error
      return await this.eachByItself(batch)
    }
  }

  /** One result that the database does not take must not fail its neighbours. */
  private eachByItself(batch: readonly Completion[]): Promise<(MessageHandle | undefined | Error)[]> {
    return Promise.all(
      batch.map(async (completion) => {
        try {
          return (await completeJobs(this.pool, [completion])).get(completion.claim.jobId)
        } catch (error) {
          return error as Error
        }
      }),
    )
  }
}

/** A lost connection, or a deadlock with somebody who locks the same rows in another order (a cancel, say). */
export function mayPass(error: unknown): boolean {
  return isConnectionError(error) || isRolledBackByConflict(error)
}
