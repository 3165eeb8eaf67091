import type { Pool } from '../database/index.ts'
import { type ClaimAnswer, type ClaimOrder, type ClaimRow, claimAnswers, claimParameters } from './claim.ts'
import {
  type CompletedRow,
  type Completion,
  completionParameter,
  handlesOf,
  type MessageHandle,
} from './complete-jobs.ts'

/** What became of both halves: as `completeJobs` and as `claimJobs` answer. */
export interface CompletedAndClaimed {
  readonly ended: ReadonlyMap<string, MessageHandle>
  readonly answers: ClaimAnswer[] | null
}

/**
 * `completeJobs` and `claimJobs` in one statement and one commit: the slots that the completions free are claimed in the
 * same moment, within the exact limits. Both happen or neither.
 */
export async function completeAndClaim(
  pool: Pool,
  completions: readonly Completion[],
  order: ClaimOrder,
): Promise<CompletedAndClaimed> {
  const { rows } = await pool.query<ClaimRow>(
    `SELECT ordinal, fact, job
     FROM academy_complete_and_claim($10, $1, $2, $3, $4, $5, $6, $7, $8, make_interval(secs => $9))`,
    [...claimParameters(order), completionParameter(completions)],
  )
  const completed = rows.filter(({ fact }) => fact === 'completed')
  return {
    ended: handlesOf(completed.map(({ job }) => job as unknown as CompletedRow)),
    answers: claimAnswers(rows.slice(completed.length)),
  }
}
