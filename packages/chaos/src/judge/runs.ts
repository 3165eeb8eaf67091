import type { Entry } from '../recorder/history.ts'

/** One run of a handler, as the recorder saw it. Times are milliseconds since 1970. */
export interface Run {
  readonly job: string
  readonly fence: number
  readonly attempt: number
  readonly worker: string
  readonly pid: number
  readonly workerPid: number
  readonly startedAt: number
  /** The start and every step. A handler that ends because it was aborted does nothing by that. */
  readonly steps: readonly number[]
  readonly endedAt: number | undefined
}

/** Puts the recorder's lines together to runs, each job's in the order of their starts. */
export function runsByJob(entries: readonly Entry[]): ReadonlyMap<string, readonly Run[]> {
  const jobs = new Map<string, (Run & { steps: number[]; endedAt: number | undefined })[]>()
  for (const entry of entries) {
    if (entry.what !== 'started' && entry.what !== 'stepped' && entry.what !== 'ended') continue
    const { what: _what, at, ...of } = entry
    const runs = jobs.get(entry.job) ?? []
    jobs.set(entry.job, runs)
    if (entry.what === 'started') runs.push({ ...of, startedAt: at, steps: [at], endedAt: undefined })
    else {
      const run = runs.findLast(({ fence, pid }) => fence === entry.fence && pid === entry.pid)
      if (!('how' in entry) || entry.how === 'done') run?.steps.push(at)
      if (run && entry.what === 'ended') Object.assign(run, { endedAt: at })
    }
  }
  return jobs
}
