import { faultCounts, minimums } from './counts.ts'
import { earlyDeletes } from './early-deletes.ts'
import { burnedAttempts, deadLetters, endsOfJobs, staleWrites } from './ends.ts'
import type { Evidence } from './evidence.ts'
import { overlappingRuns } from './overlaps.ts'
import { recordedRuns } from './recorded.ts'
import { percentile, secondsOf, slowWaits, type Wait, waits } from './recovery.ts'
import { runsByJob } from './runs.ts'
import type { Violation } from './violation.ts'

/** What came of a run. */
export interface Judgement {
  readonly violations: readonly Violation[]
  readonly faults: Readonly<Record<string, number>>
  readonly waits: readonly Wait[]
  readonly ambiguous: number
  readonly recovery: { readonly p50: number; readonly p99: number }
  readonly redelivery: { readonly p50: number; readonly p99: number }
}

/** Judges a run by what was seen of it from outside. Pure: the same evidence gives the same judgement. */
export function judge(evidence: Evidence): Judgement {
  const runs = runsByJob(evidence.entries)
  const all = waits(evidence, runs)
  const faults = faultCounts(evidence, runs)
  const quantiles = (kind: Wait['kind']) => {
    const seconds = secondsOf(all, kind)
    return { p50: percentile(seconds, 0.5), p99: percentile(seconds, 0.99) }
  }
  return {
    violations: [
      ...endsOfJobs(evidence),
      ...staleWrites(evidence),
      ...overlappingRuns(runs, evidence.entries),
      ...burnedAttempts(evidence),
      ...deadLetters(evidence),
      ...earlyDeletes(evidence),
      ...slowWaits(all),
      ...recordedRuns(evidence, runs),
      ...minimums(evidence, faults),
    ],
    faults,
    waits: all,
    ambiguous: evidence.jobs.filter(({ errorCode }) => errorCode === 'provider_result_ambiguous').length,
    recovery: quantiles('recovery'),
    redelivery: quantiles('redelivery'),
  }
}
