import { type JobType, steps } from '../contract/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import type { ProgressStore } from '../progress/index.ts'
import type { ProgressUpdate } from './types.ts'

interface Step {
  readonly name: string
  readonly ko: string
  readonly percent: readonly [number, number]
}

/** Turns a handler's updates into progress documents: numbered steps, a percent that never falls, a rising seq. */
export class ProgressReporter {
  private seq: number
  private percent = 0
  private readonly store: ProgressStore
  private readonly job: JobRow
  private readonly steps: readonly Step[]

  /** @param after seq of the newest document that another reporter of this claim wrote */
  constructor(store: ProgressStore, job: JobRow, after = 0) {
    this.store = store
    this.job = job
    this.seq = after
    this.steps = stepsOf(job.jobType)
  }

  /** For a claim whose own reporter is gone; nobody knows how far its documents came. */
  static ofAnother(store: ProgressStore, job: JobRow): ProgressReporter {
    return new ProgressReporter(store, job, Number.MAX_SAFE_INTEGER - 1)
  }

  get lastSeq(): number {
    return this.seq
  }

  /** The first document of a claim (seq 0): nothing is done yet, and older claims can no longer write. */
  async start(): Promise<void> {
    this.seq = -1
    await this.report({ step: this.steps[0]?.name ?? '', percent: 0 })
  }

  /** The last document, once the completion is committed: everything is done (P-22). */
  async finish(): Promise<void> {
    const last = this.steps.at(-1)
    if (last) await this.report({ step: last.name, stepPercent: 100, percent: 100 })
  }

  async report(update: ProgressUpdate): Promise<void> {
    const index = this.steps.findIndex((step) => step.name === update.step)
    const step = this.steps[index]
    const stepPercent = clamp(update.stepPercent ?? 0)
    const reached = update.percent ?? (step ? within(step.percent, stepPercent) : this.percent)
    this.percent = Math.max(this.percent, clamp(reached))
    this.seq += 1
    await this.store.progress(this.job, {
      step: update.step,
      step_index: index + 1,
      step_total: this.steps.length,
      step_name: step?.ko ?? update.step,
      step_percent: stepPercent,
      percent: this.percent,
      ...(update.done !== undefined && { done: update.done }),
      ...(update.total !== undefined && { total: update.total }),
      ...(update.perSecond !== undefined && { per_second: update.perSecond }),
      ...(update.remainingSeconds !== undefined && { remaining_seconds: update.remainingSeconds }),
      seq: this.seq,
    })
  }
}

function stepsOf(jobType: JobType): readonly Step[] {
  return (steps as Partial<Record<JobType, readonly Step[]>>)[jobType] ?? []
}

const clamp = (percent: number) => Math.min(100, Math.max(0, Math.round(percent * 10) / 10))

const within = ([from, to]: readonly [number, number], percent: number) => from + ((to - from) * percent) / 100
