import { isTerminal, type JobRow } from '../jobs/job-row.ts'

/** What a worker that is gone leaves to others. */
export interface LeftBehind {
  /** Jobs that it held: RETRYING and due now, with the newest handles of their messages. */
  readonly takenBack: readonly JobRow[]
  /**
   * Jobs that it ended within the time that Redis would show them as RUNNING, the newest thousand: their end may not be
   * shown, and their messages may not be deleted. Doing that again has no effect.
   */
  readonly ended: readonly JobRow[]
}

/** Sorts the rows that a worker leaves behind. */
export function leftBehind(jobs: readonly JobRow[]): LeftBehind {
  return {
    takenBack: jobs.filter((job) => !isTerminal(job.status)),
    ended: jobs.filter((job) => isTerminal(job.status)),
  }
}
