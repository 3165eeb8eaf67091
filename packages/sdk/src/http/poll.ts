import { type JobStatus, polling } from '../contract/index.ts'
import { isTerminal } from '../jobs/job-row.ts'
import { NotFoundError } from './http-errors.ts'
import { readRetryAfter, wait } from './retries.ts'

/** How to wait for the end of some work. */
export interface PollOptions<Progress> {
  /** Ends the waiting, not the work. */
  readonly signal?: AbortSignal
  /** Hears of every answer of the progress endpoint. */
  readonly onProgress?: (progress: Progress) => void
}

// Progress that stays unknown: is there such work at all? Only the database knows, and it is not asked every second.
const askDetailEvery = 10

/** Seconds until the next question, so many seconds after the first one (M4). */
export function pollPause(elapsedSeconds: number): number {
  const phase = polling.find(({ untilSeconds }) => untilSeconds === null || elapsedSeconds < untilSeconds)
  return (phase ?? polling[polling.length - 1] ?? polling[0]).everySeconds
}

/**
 * Asks at once and then by the contract's schedule until the work has ended. Resolves with what the detail endpoint
 * says then, which is asked once at the end, and while progress is unknown.
 */
export async function pollUntilEnded<Progress extends { status: JobStatus }, Detail>(
  ask: {
    readonly progress: () => Promise<Progress>
    readonly detail: () => Promise<Detail>
    readonly hasEnded: (detail: Detail) => boolean
  },
  { signal, onProgress }: PollOptions<Progress>,
): Promise<Detail> {
  const start = performance.now()
  for (let unknown = 0; ; ) {
    signal?.throwIfAborted()
    const shown = await ask.progress().catch(asNotFound)
    let asked: number | undefined
    if (shown instanceof NotFoundError) {
      asked = readRetryAfter(shown.headers)
      if (unknown % askDetailEvery === 0) {
        const detail = await ask.detail()
        if (ask.hasEnded(detail)) return detail
      }
      unknown += 1
    } else {
      unknown = 0
      onProgress?.(shown)
      if (isTerminal(shown.status)) {
        const detail = await ask.detail()
        // Redis may be told a moment before a reader of the database sees it.
        if (ask.hasEnded(detail)) return detail
      }
    }
    await wait(Math.max(asked ?? 0, pollPause((performance.now() - start) / 1000)), signal)
  }
}

function asNotFound(error: unknown): NotFoundError {
  if (error instanceof NotFoundError && error.code === 'progress_not_found') return error
  throw error
}
