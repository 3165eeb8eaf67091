import type { JobContext } from '@academy/sdk/worker'
import type { Chunk } from './read-chunks.ts'

/** Shows an import's progress by rows: done, total, rows a second and the seconds that remain. */
export class ImportProgress {
  readonly #context: Pick<JobContext, 'progress'>
  readonly #now: () => number
  readonly #started: number
  #doneBefore: number | undefined
  #percent = 0

  /** @param now milliseconds of a monotonic clock */
  constructor(context: Pick<JobContext, 'progress'>, now: () => number = () => performance.now()) {
    this.#context = context
    this.#now = now
    this.#started = now()
  }

  /** The chunk is committed. */
  async committed(chunk: Pick<Chunk, 'rowsRead' | 'rowsExpected' | 'students'>): Promise<void> {
    const done = chunk.rowsRead
    const total = Math.max(chunk.rowsExpected, done)
    // Rows of an earlier attempt are done, but they are not this attempt's speed.
    this.#doneBefore ??= done - chunk.students.length
    const perSecond = (1000 * (done - this.#doneBefore)) / Math.max(1, this.#now() - this.#started)
    // The total is an estimate until the sheet is read; what is shown never goes back.
    this.#percent = Math.max(this.#percent, total === 0 ? 100 : Math.floor((100 * done) / total))
    await this.#context.progress({
      step: 'enrolling',
      stepPercent: this.#percent,
      done,
      total,
      perSecond: Math.round(perSecond),
      ...(perSecond > 0 && { remainingSeconds: Math.ceil((total - done) / perSecond) }),
    })
  }
}
