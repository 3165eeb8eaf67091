import type { Logger } from 'pino'
import type { Pool } from '../database/index.ts'
import { freeSlot, type HeldRow, releaseJob } from '../lease/index.ts'
import type { Intake } from './intake.ts'

/** What giving lost claims up needs of the worker. */
export interface LostClaimsHost {
  readonly pool: Pool
  readonly intake: Pick<Intake, 'stoodStillSince' | 'answeredSince'>
  readonly log: Logger
  holds(jobId: string): boolean
}

/**
 * Law 4: rows that carry this worker's name and that it does not hold come from claims whose answer was lost; they are
 * released. A claim whose answer is only on its way looks the same: a row is given up when no claim was under way
 * around the beat that listed it, or, in a worker that claims all the time, once every claim that could have taken it
 * has been answered.
 */
export class LostClaims {
  private readonly host: LostClaimsHost
  private seen = new Map<string, number>()

  constructor(host: LostClaimsHost) {
    this.host = host
  }

  /** @returns how many rows were given up, as of a beat that began at `askedAt` (monotonic milliseconds) */
  async giveUp(held: readonly HeldRow[], workerId: string, askedAt: number): Promise<number> {
    const { pool, intake, log } = this.host
    const unknown = held.filter(({ jobId }) => !this.host.holds(jobId))
    const seenBefore = this.seen
    this.seen = new Map(unknown.map((row) => [keyOf(row), seenBefore.get(keyOf(row)) ?? performance.now()]))
    let released = 0
    for (const row of unknown) {
      const since = seenBefore.get(keyOf(row))
      const answered = since !== undefined && intake.answeredSince(since)
      if (!answered && !intake.stoodStillSince(askedAt)) continue
      log.warn({ job_id: row.jobId, status: row.status }, 'a claim whose answer was lost is given up')
      // Cancelled meanwhile: nobody runs it, but its slot is still counted.
      if (row.status === 'RUNNING') await releaseJob(pool, row)
      else await freeSlot(pool, row.jobId, workerId)
      released += 1
    }
    return released
  }
}

const keyOf = ({ jobId, fence }: HeldRow) => `${jobId}/${fence}`
