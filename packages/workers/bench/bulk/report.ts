/** One size of roster. */
export interface SizeReport {
  readonly rows: number
  readonly end_to_end_s: number
  readonly worker_s: number
  readonly read_s: number
  readonly db_s: number
  readonly statements: number
  readonly rss_mb: number
  readonly read_rss_mb: number
}

/** Everything that was measured; rates in rows a second. */
export interface BulkMeasures {
  readonly rows: readonly SizeReport[]
  readonly bare: number
  readonly same: number
  readonly multi: number
  readonly single: number
  readonly singleFar: number
  readonly workerFar: number
  readonly inlineGrowthMb: number
}

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
  readonly copy_bare_rows_per_s: number
  /** Goals that were missed, in words; empty when all were met. */
  readonly missed: readonly string[]
}

/** Compares the measures with the goals. */
export function judge(measures: BulkMeasures): BulkReport {
  const [small, middle, large] = measures.rows
  if (!small || !middle || !large) throw new Error('three sizes make a report')
  const rate = (size: SizeReport, seconds: number) => size.rows / seconds
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
    [small.end_to_end_s <= 1, '100 students: at most 1 s end to end'],
    [ratios.db_vs_copy_same_tables >= 0.5, 'database part: at least half of plain COPY into the same tables'],
    [ratios.worker_vs_max <= 1.2, 'worker: at most 1.2 of the longer of reading and database'],
    [ratios.vs_row_by_row >= 8, 'at least 8 times row by row'],
    [ratios.vs_row_by_row_1ms >= 40, 'at least 40 times row by row with 1 ms'],
    [large.rss_mb <= large.read_rss_mb + 80, 'memory: at most 80 MB more than reading alone'],
    [ratios.inline_growth_mb <= 20, 'memory: 150,000 more inline rows add at most 20 MB'],
  ]
  return {
    rows_100: rounded(small),
    rows_5000: rounded(middle),
    rows_100000: rounded(large),
    ...ratios,
    copy_bare_rows_per_s: Math.round(measures.bare),
    missed: goals.flatMap(([met, goal]) => (met ? [] : [goal])),
  }
}

function rounded(size: SizeReport): SizeReport {
  return Object.fromEntries(Object.entries(size).map(([name, value]) => [name, round(value)])) as unknown as SizeReport
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
