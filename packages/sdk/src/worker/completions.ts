import { isConnectionError, isRolledBackByConflict, type Pool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { type Completion, completeJob, completeJobs, type MessageHandle } from '../lease/index.ts'
import type { JobDone } from './types.ts'

const mostInOneStatement = 100

interface Ending {
  readonly completion: Completion
  /** Undefined: the statement did not complete this one. */
  readonly resolve: (ended: MessageHandle | undefined) => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes jobs DONE. Those that end about the same time and bring no rows of their own share one statement, each under
 * its own fence; a job with a `commit` has a transaction of its own.
 *
 * A claim that is about to be sent takes along what waits here (`sendWith`). What ends meanwhile waits for the commit
 * under way, and then shares the next.
 */
export class Completions {
  private readonly pool: Pool
  private readonly takenAlong: () => boolean
  private readonly waiting: Ending[] = []
  private scheduled = false
  private alone: Promise<void> | undefined
  private shared = 0

  /** @param takenAlong asked when something waits: true when a claim will take it along, or call `sendAlone` after all */
  constructor(pool: Pool, takenAlong: () => boolean = () => false) {
    this.pool = pool
    this.takenAlong = takenAlong
  }

  /** Jobs whose handlers have ended well and whose shared statement is not answered yet: their slots are about to be free. */
  get underWay(): number {
    return this.shared
  }

  /** Something waits to be sent. */
  get wait(): boolean {
    return this.waiting.length > 0
  }

  /** @throws FenceLostError when another hand has the job; nothing is kept */
  async complete(job: JobRow, { result, commit }: JobDone): Promise<MessageHandle> {
    const ended = commit ? undefined : await this.share({ claim: job, result })
    return ended ?? (await completeJob(this.pool, job, result, commit))
  }

  /** A statement of completions alone is under way. */
  get sending(): boolean {
    return this.alone !== undefined
  }

  /** Resolves when no statement of completions alone is under way. */
  async whenSent(): Promise<void> {
    while (this.alone) await this.alone
  }

  /**
   * Sends what waits in one statement with something else; `send` answers the handles of those that are DONE.
   * @throws what `send` threw, after everything that it had taken along was completed by itself, or may be tried again
   */
  async sendWith<Answer extends { readonly ended: ReadonlyMap<string, MessageHandle> }>(
    send: (completions: readonly Completion[]) => Promise<Answer>,
  ): Promise<Answer> {
    const batch = this.waiting.splice(0, mostInOneStatement)
    try {
      const answer = await send(batch.map(({ completion }) => completion))
      for (const { completion, resolve } of batch) resolve(answer.ended.get(completion.claim.jobId))
      return answer
    } catch (error) {
      if (mayPass(error)) for (const { reject } of batch) reject(error)
      // One result that the database does not take must not fail its neighbours: each is completed by itself.
      else await Promise.all(batch.map((ending) => this.sendByItself(ending)))
      throw error
    }
  }

  private async sendByItself({ completion, resolve, reject }: Ending): Promise<void> {
    try {
      resolve((await completeJobs(this.pool, [completion])).get(completion.claim.jobId))
    } catch (error) {
      reject(error)
    }
  }

  /** Sends what waits now and what comes until that is answered; whoever waits for it hears of a failure. */
  sendAlone(): void {
    if (this.alone || !this.wait) return
    this.alone = this.sendWith(async (batch) => ({ ended: await completeJobs(this.pool, batch) })).then(
      () => this.sentAlone(),
      () => this.sentAlone(),
    )
  }

  private sentAlone(): void {
    this.alone = undefined
    if (this.wait) this.schedule()
  }

  private async share(completion: Completion): Promise<MessageHandle | undefined> {
    this.shared += 1
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.push({ completion, resolve, reject })
        this.schedule()
      })
    } finally {
      this.shared -= 1
    }
  }

  /** After this turn of the event loop: what ends in the same one goes together. */
  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      if (this.wait && !this.takenAlong()) this.sendAlone()
    })
  }
}

/** A lost connection, or a deadlock with somebody who locks the same rows in another order (a cancel, say). */
export function mayPass(error: unknown): boolean {
  return isConnectionError(error) || isRolledBackByConflict(error)
}
