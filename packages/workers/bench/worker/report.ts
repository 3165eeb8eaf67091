import type { Drained } from './contender.ts'

/** What the platform is compared with, in the order of the report. */
export const peers = [
  'bare_sdk',
  'sqs_consumer',
  'sqs_consumer_same_guarantees',
  'pg_boss',
  'graphile_worker',
  'bullmq',
] as const
export type Peer = (typeof peers)[number]

/** Ours and the bare loop, one after the other. */
export interface Pair {
  readonly ours: Drained
  readonly bare: Drained
}

/** Everything that was measured: drains by contender, one a round. */
export interface WorkerMeasures {
  readonly noop: Readonly<Record<string, readonly Drained[]>>
  readonly waiting: Readonly<Record<string, readonly Drained[]>>
  readonly aged: readonly Drained[]
  /** Beside the rounds. */
  readonly pairs: readonly Pair[]
  readonly headOfLine: { readonly ours: Drained; readonly theirs: Drained }
  readonly enqueueToStartMs: readonly number[]
  readonly versions: Readonly<Record<string, string>>
}

export type Ratios = Readonly<Partial<Record<Peer, number>>>

export interface WorkerReport {
  readonly ours_jobs_per_s: number
  /** Ours ÷ theirs, medians, no-op jobs. */
  readonly ratio: Ratios
  readonly cpu_ms_per_job: number
  readonly sqs_requests_per_job: number
  readonly sql_statements_per_job: number
  readonly redis_commands_per_job: number
  readonly aged_ratio: number
  readonly head_of_line_ratio: number
  readonly enqueue_to_start_p50_ms: number
  /** The same with jobs of 20 ms. */
  readonly ratio_20ms: Ratios
  /** Medians; `…_batched` are peers' best batched settings, `…_our_client` a peer with our client, without a goal. */
  readonly jobs_per_s: Readonly<Record<string, number>>
  readonly jobs_per_s_20ms: Readonly<Record<string, number>>
  readonly rounds: number
  /** More drains of ours and the bare loop, for the ratio of the two. */
  readonly pairs: number
  readonly versions: Readonly<Record<string, string>>
  /** Goals that were missed, in words; empty when all were met. */
  readonly missed: readonly string[]
}

/** Compares the measures with the goals. */
export function judge(measures: WorkerMeasures): WorkerReport {
  const { noop, waiting, aged, pairs, headOfLine, enqueueToStartMs, versions } = measures
  const jobsPerSecond = medians(noop)
  const jobsPerSecond20 = medians(waiting)
  const ours = noop.ours ?? []
  const perJob = (count: (drained: Drained) => number | undefined) =>
    median(ours.map((drained) => (count(drained) ?? Number.NaN) / drained.jobs))
  const all = withPairs(noop, pairs)
  const report = {
    ours_jobs_per_s: Math.round(jobsPerSecond.ours ?? 0),
    ratio: { ...ratios(jobsPerSecond), bare_sdk: round(all.ours / all.bare) },
    cpu_ms_per_job: round(perJob(({ cpuSeconds }) => cpuSeconds * 1000)),
    sqs_requests_per_job: round(perJob(({ sqsRequests }) => sqsRequests)),
    sql_statements_per_job: round(perJob(({ sqlStatements }) => sqlStatements)),
    redis_commands_per_job: round(perJob(({ redisCommands }) => redisCommands)),
    aged_ratio: round(median(aged.map(rate)) / all.ours),
    head_of_line_ratio: round(rate(headOfLine.ours) / rate(headOfLine.theirs)),
    enqueue_to_start_p50_ms: round(median(enqueueToStartMs)),
    ratio_20ms: ratios(jobsPerSecond20),
    jobs_per_s: rounded(jobsPerSecond),
    jobs_per_s_20ms: rounded(jobsPerSecond20),
    rounds: ours.length,
    pairs: pairs.length,
    versions,
  }
  const { ratio } = report
  const goals: readonly (readonly [met: boolean, goal: string])[] = [
    [(ratio.pg_boss ?? 0) >= 1, 'at least as fast as pg-boss'],
    [(ratio.sqs_consumer_same_guarantees ?? 0) >= 2, 'at least twice sqs-consumer with the same rows'],
    [(ratio.bare_sdk ?? 0) >= 0.4, 'at least 0.4 of the bare SDK loop'],
    [report.sqs_requests_per_job <= 0.5, 'at most 0.5 SQS requests a job'],
    [report.sql_statements_per_job <= 0.5, 'at most 0.5 SQL statements a job'],
    [report.aged_ratio >= 0.8, 'at least 0.8 of it with 200,000 finished jobs in the table'],
    [report.head_of_line_ratio >= 10, 'one long job: at least 10 times sqs-consumer'],
    [report.enqueue_to_start_p50_ms <= 15, 'enqueue to start: at most 15 ms at the median'],
  ]
  return { ...report, missed: goals.flatMap(([met, goal]) => (met ? [] : [goal])) }
}

/** Jobs a second. */
export function rate({ jobs, seconds }: Drained): number {
  return jobs / seconds
}

function medians(drains: Readonly<Record<string, readonly Drained[]>>): Record<string, number> {
  return Object.fromEntries(Object.entries(drains).map(([name, rounds]) => [name, median(rounds.map(rate))]))
}

/** Medians of everything that ours and the bare loop drained, jobs a second. */
function withPairs({ ours = [], bare_sdk: bare = [] }: WorkerMeasures['noop'], pairs: readonly Pair[]) {
  return {
    ours: median([...ours, ...pairs.map((pair) => pair.ours)].map(rate)),
    bare: median([...bare, ...pairs.map((pair) => pair.bare)].map(rate)),
  }
}

function ratios(jobsPerSecond: Readonly<Record<string, number>>): Ratios {
  return Object.fromEntries(
    peers.flatMap((peer) => {
      const theirs = jobsPerSecond[peer]
      return theirs === undefined ? [] : [[peer, round((jobsPerSecond.ours ?? 0) / theirs)]]
    }),
  )
}

function rounded(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Math.round(value)]))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

const round = (value: number) => Math.round(value * 1000) / 1000
