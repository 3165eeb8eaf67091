import { fleets } from '@academy/sdk/contract'
import type { Violation } from '../judge/violation.ts'
import type { Entry } from '../recorder/history.ts'
import type { RedisWrite } from './redis-watch.ts'
import type { ZombieEvidence } from './zombie-evidence.ts'
import { type WriteKind, writeKinds } from './zombie-writes.ts'

/** One freeze of one worker, from the recorder and the tables. */
export interface Cycle {
  readonly worker: string
  readonly job: string
  readonly frozenAt: number
  readonly thawedAt: number
  /** Another run of its job had written under its own fence before the thaw. */
  readonly takenOver: boolean
  /** The kinds of writes that the zombie tried after its thaw. */
  readonly tried: ReadonlySet<string>
}

/** What came of a zombies' run. */
export interface ZombieJudgement {
  readonly violations: readonly Violation[]
  readonly cycles: number
  readonly mostFrozenAtOnce: number
  readonly triedByKind: Readonly<Record<WriteKind, number>>
  readonly staleByKind: Readonly<Record<WriteKind, number>>
}

/** Judges from outside: a cycle counts when its job was taken over and its zombie tried every kind of write. */
export function judgeZombies(evidence: ZombieEvidence, demanded: { cycles: number; atOnce: number }): ZombieJudgement {
  const { entries } = evidence
  const whole = cyclesIn(entries).filter(
    ({ takenOver, tried }) => takenOver && writeKinds.every((kind) => tried.has(kind)),
  )
  const stale = staleWrites(evidence)
  const mostFrozenAtOnce = mostAtOnce(whole)
  const short = [
    whole.length < demanded.cycles ? `${whole.length} cycles, at least ${demanded.cycles}` : '',
    mostFrozenAtOnce < demanded.atOnce ? `${mostFrozenAtOnce} workers frozen at once, at least ${demanded.atOnce}` : '',
  ].filter((detail) => detail !== '')
  return {
    violations: [
      ...stale,
      ...unfinished(evidence),
      ...short.map((detail) => ({ rule: 'minimum_not_reached' as const, detail })),
    ],
    cycles: whole.length,
    mostFrozenAtOnce,
    triedByKind: byKind((kind) => entries.filter((entry) => entry.what === 'tried' && entry.kind === kind).length),
    staleByKind: byKind((kind) => stale.filter(({ detail }) => detail.startsWith(`${kind} `)).length),
  }
}

/** Every freeze of a worker that held on to a job. */
export function cyclesIn(entries: readonly Entry[]): readonly Cycle[] {
  return entries.flatMap((entry): Cycle[] => {
    if (entry.what !== 'frozen') return []
    const { pids, at: frozenAt, worker } = entry
    const own = (each: Entry) => 'workerPid' in each && pids.includes(each.workerPid)
    const holding = entries.findLast((each) => each.what === 'holding' && own(each) && each.at <= frozenAt)
    const thawed = entries.find((each) => each.what === 'thawed' && each.worker === worker && each.at > frozenAt)
    if (holding?.what !== 'holding' || thawed === undefined) return []
    const { job, fence } = holding
    const longEnough = thawed.at - frozenAt > fleets.ai.deadAfterSeconds * 1000
    const next = entries.find((each) => each.what === 'has_written' && each.job === job && each.fence > fence)
    const takenOver = longEnough && next !== undefined && next.at < thawed.at
    const tries = entries.flatMap((each) =>
      each.what === 'tried' && each.job === job && each.fence === fence && each.at >= thawed.at ? [each.kind] : [],
    )
    return [{ worker, job, frozenAt, thawedAt: thawed.at, takenOver, tried: new Set(tries) }]
  })
}

function mostAtOnce(cycles: readonly Cycle[]): number {
  const at = (moment: number) =>
    cycles.filter(({ frozenAt, thawedAt }) => frozenAt <= moment && moment < thawedAt).length
  return Math.max(0, ...cycles.map(({ frozenAt }) => at(frozenAt)))
}

/** A write is stale when its writer's fence was no longer the job's in the instant in which it was accepted. */
function staleWrites({ writes, redis }: ZombieEvidence): readonly Violation[] {
  const committed = writes.filter(({ fence, fenceAtCommit }) => fence !== fenceAtCommit)
  return [
    ...committed.map(({ job, kind, fence, fenceAtCommit }) => stale(job, kind, fence, fenceAtCommit)),
    ...staleDocuments(redis),
  ]
}

/** In Redis a document replaces another: the one with the lower fence is a zombie's. */
function staleDocuments(writes: readonly RedisWrite[]): readonly Violation[] {
  const newest = new Map<string, number>()
  return writes.flatMap(({ job, kind, fence }) => {
    const key = `${job}/${kind}`
    const before = newest.get(key) ?? 0
    newest.set(key, Math.max(before, fence))
    return fence < before ? [stale(job, 'progress', fence, before)] : []
  })
}

function stale(job: string, kind: WriteKind, fence: number, now: number): Violation {
  return { rule: 'stale_writes_accepted', job, detail: `${kind} written under fence ${fence} while it was ${now}` }
}

/** What zombies do costs no job its end. */
function unfinished({ created, ends }: ZombieEvidence): readonly Violation[] {
  const rows = new Map(ends.map((end) => [end.job, end]))
  return created.flatMap((job) => {
    const row = rows.get(job)
    if (row?.status === 'DONE' && row.results === 1) return []
    const detail = row ? `${row.status} with ${row.results} results` : 'no row'
    return [{ rule: 'lost' as const, job, detail }]
  })
}

function byKind(count: (kind: WriteKind) => number): Readonly<Record<WriteKind, number>> {
  return Object.fromEntries(writeKinds.map((kind) => [kind, count(kind)])) as Record<WriteKind, number>
}
