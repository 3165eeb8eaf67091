import type { Entry } from '../recorder/history.ts'
import type { Run } from './runs.ts'
import type { Violation } from './violation.ts'

/** A thawed process needs a moment to find out that it is a zombie: unfenced steps within it are no overlap. */
export const thawGraceMs = 250

/**
 * Two handlers of one job must not both make steps while neither process is stopped. A step of an older run after the
 * start of a newer one counts, unless its process was thawed less than the grace ago.
 */
export function overlappingRuns(
  runs: ReadonlyMap<string, readonly Run[]>,
  entries: readonly Entry[],
): readonly Violation[] {
  const thaws = entries.flatMap((entry) => (entry.what === 'thawed' ? [{ at: entry.at, pids: entry.pids }] : []))
  // The machine may be late to run a thawed process; what the recorder saw of that is granted to it.
  const pulses = entries.filter((entry) => entry.what === 'pulse')
  const excused = (pid: number, at: number) =>
    thaws.some((thaw) => {
      if (!thaw.pids.includes(pid) || at < thaw.at) return false
      const late = pulses.filter((pulse) => pulse.at >= thaw.at && pulse.at - pulse.lateMs <= at)
      return at - thaw.at <= thawGraceMs + late.reduce((sum, { lateMs }) => sum + lateMs, 0)
    })
  return [...runs].flatMap(([job, all]) => {
    const found: Violation[] = []
    for (const [index, older] of all.entries()) {
      for (const newer of all.slice(index + 1)) {
        const steps = older.steps.filter((at) => at > newer.startedAt && !excused(older.pid, at))
        const [first] = steps
        if (first === undefined) continue
        const detail = `${older.worker} (fence ${older.fence}) made ${steps.length} steps after ${newer.worker} (fence ${newer.fence}) had started, the first ${Math.round(first - newer.startedAt)} ms later`
        found.push({ rule: 'overlapping_runs', job, detail })
      }
    }
    return found
  })
}
