import type { Round } from './read-rates.ts'
import type { Watched } from './watchers.ts'

export interface ProgressMeasures {
  readonly watchers: number
  readonly apiStatements: number
  readonly watched: Watched
  readonly ours: readonly Round[]
  readonly bare: readonly Round[]
}

export interface ProgressReport {
  readonly watchers: number
  /** Statements of the API's database role while the watchers watched and the single reads ran. */
  readonly api_statements: number
  readonly p99_ms: number
  /** Single-read rate: ours ÷ bare fastify with one GET of ioredis; median of the rounds. */
  readonly ratio_bare: number
  readonly p50_ms: number
  readonly answers_per_s: number
  readonly reads_per_s: number
  readonly bare_reads_per_s: number
  /** CPU of the server process for one read; null where the system does not tell. */
  readonly cpu_us_per_read: number | null
  readonly bare_cpu_us_per_read: number | null
  /** Goals that were missed, in words; empty when all were met. */
  readonly missed: readonly string[]
}

/** Compares the measures with the goals. */
export function judge(measures: ProgressMeasures, holdSeconds: number): ProgressReport {
  const { watched, ours, bare } = measures
  // Rounds that ran one after the other met the same machine.
  const ratio = median(ours.map((round, index) => round.perSecond / (bare[index]?.perSecond ?? Number.NaN)))
  const goals: readonly (readonly [met: boolean, goal: string])[] = [
    [measures.apiStatements === 0, 'no statement of the API’s role'],
    [watched.p99Ms <= 100, 'p99 of an answer: at most 100 ms'],
    [ratio >= 0.8, 'single reads: at least 0.8 of bare fastify with one GET'],
    [watched.failed === 0, 'every watcher is answered with 200'],
    [watched.wentBack === 0, 'no watcher sees progress go back'],
    [watched.updatesSeen > measures.watchers, 'every watcher sees progress move'],
  ]
  return {
    watchers: measures.watchers,
    api_statements: measures.apiStatements,
    p99_ms: round(watched.p99Ms),
    ratio_bare: round(ratio),
    p50_ms: round(watched.p50Ms),
    answers_per_s: Math.round(watched.answers / holdSeconds),
    reads_per_s: Math.round(median(ours.map(({ perSecond }) => perSecond))),
    bare_reads_per_s: Math.round(median(bare.map(({ perSecond }) => perSecond))),
    cpu_us_per_read: cpuOf(ours),
    bare_cpu_us_per_read: cpuOf(bare),
    missed: goals.flatMap(([met, goal]) => (met ? [] : [goal])),
  }
}

function cpuOf(rounds: readonly Round[]): number | null {
  const known = rounds.flatMap(({ cpuMicrosecondsPerRead }) => cpuMicrosecondsPerRead ?? [])
  return known.length === 0 ? null : round(median(known))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]]
  return (low + high) / 2
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
