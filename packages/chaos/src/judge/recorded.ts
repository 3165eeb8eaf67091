import type { Evidence } from './evidence.ts'
import type { Run } from './runs.ts'
import type { Violation } from './violation.ts'

/** Every row that a handler left behind belongs to a run that the recorder saw: else the history cannot be trusted. */
export function recordedRuns(
  { fenced, unfenced }: Evidence,
  runs: ReadonlyMap<string, readonly Run[]>,
): readonly Violation[] {
  return [...fenced, ...unfenced]
    .filter(({ job, fence, pid }) => !runs.get(job)?.some((run) => run.fence === fence && run.pid === pid))
    .map(({ job, fence, pid }) => {
      return { rule: 'not_recorded', job, detail: `process ${pid} wrote under fence ${fence} without having been seen` }
    })
}
