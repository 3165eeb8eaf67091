import { fleets } from '@academy/sdk/contract'
import type { Entry, Server } from '../recorder/history.ts'
import type { Evidence, StateRow } from './evidence.ts'
import type { Run } from './runs.ts'
import type { Violation } from './violation.ts'

/**
 * How long a job waited for its next handler after its worker was gone. `recovery`: its claim was committed and every
 * server in reach. `redelivery`: the rest, an outage counted until its end and the grace after it.
 */
export interface Wait {
  readonly kind: 'recovery' | 'redelivery'
  readonly job: string
  readonly worker: string
  readonly why: string
  readonly from: number
  readonly to: number
  readonly seconds: number
  /** The machine stood still meanwhile: what was measured says nothing about the system. */
  readonly stalled: boolean
}

/** The most that the goals allow, in seconds, at the 99th percentile. */
export const goals = { recovery: fleets.ai.recoveryGoalSeconds, redelivery: 12 } as const

const deadAfterMs = fleets.ai.deadAfterSeconds * 1000
const beatMs = fleets.ai.beatSeconds * 1000
// Nobody judges others until its own beats were confirmed without a gap for dead_after.
const graceMs: Readonly<Record<Server, number>> = { postgres: deadAfterMs + beatMs, redis: 2000, sqs: 2000 }

const stalledMs = 1000
/** More waits than this share must not have been spoilt by the machine. */
const mostStalled = 0.2

interface Loss {
  readonly job: string
  readonly worker: string
  readonly why: string
  readonly from: number
  /** The next handler has a greater fence. */
  readonly fence: number
  readonly after: number
  readonly committed: boolean
}

/** Every wait of the run. */
export function waits({ entries, states }: Evidence, runs: ReadonlyMap<string, readonly Run[]>): readonly Wait[] {
  const outages = outagesIn(entries)
  const pulses = entries.filter((entry) => entry.what === 'pulse')
  return losses(entries, states, runs).flatMap((loss) => {
    const next = runs.get(loss.job)?.find(({ startedAt, fence }) => startedAt > loss.after && fence > loss.fence)
    if (!next) return []
    const { job, worker, why, from } = loss
    const to = next.startedAt
    const met = outages.filter((outage) => outage.from < to && outage.to > Math.min(from, to))
    const counted = Math.max(from, ...met.map((outage) => outage.to))
    const late = pulses.filter(({ at, lateMs }) => at >= counted && at - lateMs <= to)
    return {
      kind: loss.committed && met.length === 0 ? ('recovery' as const) : ('redelivery' as const),
      ...{ job, worker, why, from, to },
      seconds: Math.max(0, to - counted) / 1000,
      stalled: late.reduce((sum, { lateMs }) => sum + lateMs, 0) >= stalledMs,
    }
  })
}

/** Jobs whose worker was killed or frozen while it held, or was about to hold, them. */
function losses(
  entries: readonly Entry[],
  states: readonly StateRow[],
  runs: ReadonlyMap<string, readonly Run[]>,
): readonly Loss[] {
  const stateOf = lastStates(states)
  const heldBy = (worker: string, at: number) =>
    [...new Set(states.filter((row) => row.lockedBy?.startsWith(`${worker}:`) && row.at <= at).map(({ job }) => job))]
      .map((job) => stateOf(job, at))
      .filter((row) => row?.status === 'RUNNING' && row.lockedBy?.startsWith(`${worker}:`)) as StateRow[]
  return entries.flatMap((entry): Loss[] => {
    if (entry.what === 'unclaimed') {
      const state = stateOf(entry.job, entry.at)
      if (!state || !['PENDING', 'RETRYING'].includes(state.status)) return []
      const { job, worker, at } = entry
      return [{ job, worker, why: 'kill_claim', from: at, after: at, fence: state.fence, committed: false }]
    }
    if (entry.what === 'killed' && entry.kind === 'kill_child') {
      const of = [...runs.values()].flat().filter((run) => run.pid === entry.pid && run.startedAt <= entry.at)
      const last = of.reduce<Run | undefined>((a, b) => (a && a.startedAt > b.startedAt ? a : b), undefined)
      if (!last) return []
      const { job, worker, fence } = last
      return [{ job, worker, why: entry.kind, from: entry.at, after: entry.at, fence, committed: true }]
    }
    if (entry.what !== 'killed' && entry.what !== 'frozen') return []
    const why = entry.what === 'killed' ? entry.kind : 'freeze'
    const from = entry.what === 'killed' ? entry.at : entry.at + deadAfterMs
    return heldBy(entry.worker, entry.at).map(({ job, fence }) => {
      return { job, worker: entry.worker, why, from, after: entry.at, fence, committed: true }
    })
  })
}

function lastStates(states: readonly StateRow[]): (job: string, at: number) => StateRow | undefined {
  const byJob = new Map<string, StateRow[]>()
  for (const row of states) byJob.set(row.job, [...(byJob.get(row.job) ?? []), row])
  return (job, at) => byJob.get(job)?.findLast((row) => row.at <= at)
}

/** When a server was out of reach, with the grace after it. */
function outagesIn(entries: readonly Entry[]): readonly { from: number; to: number }[] {
  return entries.flatMap((entry) => {
    if (entry.what !== 'unreachable') return []
    const end = entries.find((each) => each.what === 'reachable' && each.server === entry.server && each.at >= entry.at)
    return [{ from: entry.at, to: (end?.at ?? Number.POSITIVE_INFINITY) + graceMs[entry.server] }]
  })
}

/** Those of a kind that the machine did not spoil, shortest first, in seconds. */
export function secondsOf(all: readonly Wait[], kind: Wait['kind']): readonly number[] {
  return all
    .filter((wait) => wait.kind === kind && !wait.stalled)
    .map(({ seconds }) => seconds)
    .sort((a, b) => a - b)
}

/** Nearest rank; 0 for nothing. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

/** Waits that make their kind's 99th percentile too long, and a machine that spoilt too many of them. */
export function slowWaits(all: readonly Wait[]): readonly Violation[] {
  const slow = (['recovery', 'redelivery'] as const).flatMap((kind) => {
    if (percentile(secondsOf(all, kind), 0.99) <= goals[kind]) return []
    return all
      .filter((wait) => wait.kind === kind && !wait.stalled && wait.seconds > goals[kind])
      .map(({ job, worker, why, seconds }) => {
        const detail = `${seconds.toFixed(1)} s from the ${why} of ${worker} to its next handler, at most ${goals[kind]} s`
        return { rule: `${kind}_too_slow` as const, job, detail }
      })
  })
  const stalled = all.filter((wait) => wait.stalled).length
  if (stalled <= mostStalled * all.length) return slow
  const detail = `the machine stood still during ${stalled} of ${all.length} waits: run again on a machine that is less busy`
  return [...slow, { rule: 'machine_stalled', detail }]
}
