import { fleets } from '@academy/sdk/contract'
import { type FaultKind, faultKinds, fullSeconds } from '../plan/planned.ts'
import type { Entry } from '../recorder/history.ts'
import type { Evidence } from './evidence.ts'
import type { Run } from './runs.ts'
import type { Violation } from './violation.ts'

/** What a full run must have done; a shorter one its share. */
const demanded = { jobs: 2000, faults: 60, kill_handler: 20, kill_claim: 5, freeze: 10 } as const
const demandedBlackHoleSeconds = 15

/** How many faults of each kind really met something, by the recorder. */
export function faultCounts(
  { entries }: Pick<Evidence, 'entries'>,
  runs: ReadonlyMap<string, readonly Run[]>,
): Readonly<Record<FaultKind, number>> {
  const counted = (kind: FaultKind) => {
    if (kind === 'kill_handler') return killsOfRunning(entries, runs)
    if (kind === 'freeze') return longFreezes(entries)
    return entries.filter((entry) => entry.what === 'fault' && entry.kind === kind).length
  }
  return Object.fromEntries(faultKinds.map((kind) => [kind, counted(kind)])) as Record<FaultKind, number>
}

function killsOfRunning(entries: readonly Entry[], runs: ReadonlyMap<string, readonly Run[]>): number {
  const all = [...runs.values()].flat()
  return entries.filter(
    (entry) =>
      entry.what === 'killed' &&
      entry.kind === 'kill_handler' &&
      all.some(
        (run) =>
          run.workerPid === entry.pid &&
          run.startedAt <= entry.at &&
          (run.endedAt === undefined || run.endedAt > entry.at),
      ),
  ).length
}

function longFreezes(entries: readonly Entry[]): number {
  return entries.filter((entry) => {
    if (entry.what !== 'frozen') return false
    const thaw = entries.find((each) => each.what === 'thawed' && each.worker === entry.worker && each.at > entry.at)
    return thaw !== undefined && thaw.at - entry.at > fleets.ai.deadAfterSeconds * 1000
  }).length
}

/** What the run was asked to do and did not. */
export function minimums(evidence: Evidence, counts: Readonly<Record<FaultKind, number>>): readonly Violation[] {
  const { plan, jobs, entries } = evidence
  const share = Math.min(1, plan.seconds / fullSeconds)
  const done = { ...counts, jobs: jobs.length, faults: Object.values(counts).reduce((sum, count) => sum + count, 0) }
  const short = Object.entries({ ...Object.fromEntries(faultKinds.map((kind) => [kind, 0])), ...demanded }).flatMap(
    ([what, count]) => {
      const least = Math.max(1, Math.floor(count * share))
      const reached = done[what as keyof typeof done]
      return reached >= least ? [] : [violation(`${what}: ${reached}, at least ${least}`)]
    },
  )
  if (plan.seconds < fullSeconds) return short
  const holes = (['postgres', 'redis', 'sqs'] as const).filter((server) => {
    const longest = Math.max(0, ...outageSeconds(entries, server))
    return longest < demandedBlackHoleSeconds
  })
  return [
    ...short,
    ...holes.map((server) => violation(`${server} was not out of reach for ${demandedBlackHoleSeconds} s`)),
  ]
}

function outageSeconds(entries: readonly Entry[], server: string): number[] {
  return entries.flatMap((entry) => {
    if (entry.what !== 'unreachable' || entry.server !== server) return []
    const end = entries.find((each) => each.what === 'reachable' && each.server === server && each.at >= entry.at)
    return end ? [(end.at - entry.at) / 1000] : []
  })
}

const violation = (detail: string): Violation => ({ rule: 'minimum_not_reached', detail })
