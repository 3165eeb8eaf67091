import type { ResultByJobType } from '@academy/sdk/contract'
import type { JobContext } from '@academy/sdk/worker'

/** The steps of a transcode, as the contract names them. */
export type VideoStep =
  | 'presigning'
  | 'downloading'
  | 'probing'
  | 'transcoding'
  | 'validating'
  | 'thumbnail'
  | 'uploading'
  | 'done'

/** The result of the job. */
export type TranscodeResult = ResultByJobType['video_transcode']

/** Shows where a transcode stands: only whole percents of a step, only when they have changed, one at a time. */
export class StepProgress {
  readonly #context: Pick<JobContext, 'progress'>
  readonly #now: () => number
  #step: VideoStep | undefined
  #percent = -1
  #startedAt = 0
  #shown: Promise<void> = Promise.resolve()

  /** @param now milliseconds of a monotonic clock */
  constructor(context: Pick<JobContext, 'progress'>, now: () => number = () => performance.now()) {
    this.#context = context
    this.#now = now
  }

  /** The step begins. */
  begin(step: VideoStep): Promise<void> {
    this.#step = step
    this.#percent = 0
    this.#startedAt = this.#now()
    return this.#show({ step, stepPercent: 0 })
  }

  /** Some part of the current step is done; may be called as often as one likes. */
  advance(done: number, total: number): void {
    const step = this.#step
    const percent = Math.min(100, Math.floor((100 * done) / total))
    if (!step || !(percent > this.#percent)) return
    this.#percent = percent
    const seconds = (this.#now() - this.#startedAt) / 1000
    const remainingSeconds = Math.ceil((seconds * Math.max(0, total - done)) / Math.max(done, 1e-9))
    void this.#show({ step, stepPercent: percent, ...(percent > 0 && { remainingSeconds }) })
  }

  /** The current step is complete. */
  complete(): Promise<void> {
    const step = this.#step
    if (!step) return Promise.resolve()
    this.#percent = 100
    return this.#show({ step, stepPercent: 100 })
  }

  // In order: a later update must not overtake an earlier one.
  #show(update: Parameters<JobContext['progress']>[0]): Promise<void> {
    this.#shown = this.#shown.then(() => this.#context.progress(update))
    return this.#shown
  }
}
