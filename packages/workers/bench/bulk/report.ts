import { bulkImports } from '@academy/sdk/contract'

/** One size of roster. */
export interface SizeReport {
  readonly end_to_end_s: number
  readonly worker_s: number
  readonly read_s: number
  readonly db_s: number
  readonly statements: number
  readonly rss_mb: number
  readonly read_rss_mb: number
}

/** A size with its number of rows. */
export interface MeasuredSize extends SizeReport {
  readonly rows: number
}

/** Everything that has a goal or is compared; rates in rows a second. */
export interface BulkMeasures {
  readonly sizes: readonly MeasuredSize[]
  readonly same: number
  readonly multi: number
  readonly single: number
  readonly singleFar: number
  readonly workerFar: number
  readonly inlineGrowthMb: number
}

/** The last line of the output. */
export interface BulkReport {
  readonly rows_100: SizeReport
  readonly rows_5000: SizeReport
  readonly rows_100000: SizeReport
  readonly db_vs_copy_same_tables: number
  readonly worker_vs_max: number
  readonly vs_multi_row_insert: number
  readonly vs_row_by_row: number
  readonly vs_row_by_row_1ms: number
  readonly inline_growth_mb: number
}

/** The report, and the goals that were missed, in words. */
export interface Judgement {
  readonly report: BulkReport
  readonly missed: readonly string[]
}

const { chunkRows } = bulkImports.students
// Lock, temporary table, COPY, facts, writing; and before the last chunk one look at what it will come to.
const statementsAChunk = 5
const statementsOf = (rows: number) => statementsAChunk * Math.ceil(rows / chunkRows) + statementsAChunk

/** Compares the measures with the goals. */
export function judge(measures: BulkMeasures): Judgement {
  const [small, middle, large] = measures.sizes
  if (!small || !middle || !large) throw new Error('three sizes make a report')
  const rate = (size: MeasuredSize, seconds: number) => size.rows / seconds
  const ratios = {
    db_vs_copy_same_tables: round(rate(large, large.db_s) / measures.same),
    worker_vs_max: round(large.worker_s / Math.max(large.read_s, large.db_s)),
    vs_multi_row_insert: round(rate(large, large.worker_s) / measures.multi),
    vs_row_by_row: round(rate(large, large.worker_s) / measures.single),
    vs_row_by_row_1ms: round(measures.workerFar / measures.singleFar),
    inline_growth_mb: round(measures.inlineGrowthMb),
  }
  const goals: readonly (readonly [met: boolean, goal: string])[] = [
    [small.statements <= 5, '100 students: at most 5 statements'],
    ...[middle, large].map(
      ({ rows, statements }) =>
        [statements <= statementsOf(rows), `${rows} students: statements grow with chunks, not rows`] as const,
    ),
    [small.end_to_end_s <= 1, '100 students: at most 1 s end to end'],
    [ratios.db_vs_copy_same_tables >= 0.5, 'database part: at least half of plain COPY into the same tables'],
    [ratios.worker_vs_max <= 1.2, 'worker: at most 1.2 of the longer of reading and database'],
    [ratios.vs_row_by_row >= 8, 'at least 8 times row by row'],
    [ratios.vs_row_by_row_1ms >= 40, 'at least 40 times row by row with 1 ms'],
    [large.rss_mb <= large.read_rss_mb + 80, 'memory: at most 80 MB more than reading alone'],
    [ratios.inline_growth_mb <= 20, 'memory: 150,000 more inline rows add at most 20 MB'],
  ]
  const report = {
    rows_100: rounded(small),
    rows_5000: rounded(middle),
    rows_100000: rounded(large),
    ...ratios,
  }
  return { report, missed: goals.flatMap(([met, goal]) => (met ? [] : [goal])) }
}

function rounded({ rows: _, ...size }: MeasuredSize): SizeReport {
  return Object.fromEntries(Object.entries(size).map(([name, value]) => [name, round(value)])) as unknown as SizeReport
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
