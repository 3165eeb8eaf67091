import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { retry } from '../contract/index.ts'
import type { JobRun } from './job-run.ts'
import type { RunOutcome } from './outcomes.ts'

/** What ending a handler with its process needs of the worker. */
export interface SharedProcess {
  /** Runs that have not been settled, the stubborn one included. */
  readonly runs: ReadonlyMap<string, JobRun>
  settle(run: JobRun, outcome: RunOutcome): Promise<void>
  /** Stops receiving and hands the neighbours back. */
  stop(): Promise<void>
  endProcess(end: { readonly jobId: string; readonly why: string; readonly crashed: 'job' | 'none' }): void
  readonly log: Logger
}

const lookEveryMs = 20

/**
 * A handler that shares its worker's process and ignores its signal can end only with that process.
 *
 * At its cap (law 5) the job is settled first, so that it is FAILED and its message gone whatever happens next; then the
 * neighbours are aborted with `shutdown` and hand themselves back; who ignores that is handed back by the watchdog
 * thread, at no cost, once the process can do nothing more. At a stop, or once the lease is lost, everybody had that
 * time already: the process ends at once, and its jobs are handed back (law 10).
 */
export async function endStubbornHandler(jobId: string, process: SharedProcess): Promise<void> {
  const run = process.runs.get(jobId)
  if (!run || run.ended) return
  const { abortReason } = run
  process.log.error({ job_id: jobId, reason: abortReason }, 'a handler ignored its signal: its process ends')
  if (abortReason === 'cap') {
    await process
      .settle(run, { kind: 'aborted', reason: 'cap' })
      .catch((error) => process.log.error({ err: error, job_id: jobId }, 'not FAILED; it counts a crash'))
    // It came to its end meanwhile: the process is as good as ever.
    if (run.ended) return
    void process.stop()
    await neighboursEnded(run, process.runs)
  }
  const why = `a handler ignored its signal (${abortReason}) and is killed with its process`
  // A job that could not be made FAILED must not end process after process.
  process.endProcess({ jobId, why, crashed: abortReason === 'cap' ? 'job' : 'none' })
}

async function neighboursEnded(run: JobRun, runs: ReadonlyMap<string, JobRun>): Promise<void> {
  const latest = performance.now() + 2 * retry.shutdownAbortGraceSeconds * 1000
  const others = () => [...runs.values()].filter((other) => other !== run)
  while (others().length > 0 && performance.now() < latest) await sleep(lookEveryMs)
}
