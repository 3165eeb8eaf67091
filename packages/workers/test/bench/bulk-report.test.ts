import { expect, test } from 'vitest'
import { type BulkMeasures, judge, type MeasuredSize } from '../../bench/bulk/report.ts'

const small: MeasuredSize = {
  ...{ rows: 100, end_to_end_s: 0.4, worker_s: 0.2, read_s: 0.1, db_s: 0.1 },
  ...{ statements: 4, rss_mb: 120, read_rss_mb: 110 },
}
const middle: MeasuredSize = { ...small, rows: 5_000, end_to_end_s: 2, worker_s: 1, statements: 31 }
const large: MeasuredSize = {
  ...{ rows: 100_000, end_to_end_s: 20, worker_s: 10, read_s: 5, db_s: 10 },
  ...{ statements: 1_003, rss_mb: 180, read_rss_mb: 140 },
}
const good: BulkMeasures = {
  sizes: [small, middle, large],
  ...{ same: 15_000, multi: 9_000, single: 1_000, singleFar: 100, workerFar: 5_000, inlineGrowthMb: 5 },
}

test('the last line of the bench has the fields of its description and no others', () => {
  const { report, missed } = judge(good)
  expect(missed).toEqual([])
  const size = ['end_to_end_s', 'worker_s', 'read_s', 'db_s', 'statements', 'rss_mb', 'read_rss_mb']
  for (const { rows, ...fields } of good.sizes) {
    expect(Object.keys(report[`rows_${rows}` as 'rows_100'])).toEqual(size)
    expect(report[`rows_${rows}` as 'rows_100']).toEqual(fields)
  }
  expect(report).toMatchObject({
    ...{ db_vs_copy_same_tables: 0.667, worker_vs_max: 1, vs_multi_row_insert: 1.111 },
    ...{ vs_row_by_row: 10, vs_row_by_row_1ms: 50, inline_growth_mb: 5 },
  })
  expect(Object.keys(report)).toHaveLength(3 + 6)
})

const spoiled: readonly (readonly [goal: string, measures: BulkMeasures])[] = [
  ['100 students: at most 5 statements', { ...good, sizes: [{ ...small, statements: 6 }, middle, large] }],
  ['5000 students: statements grow with', { ...good, sizes: [small, { ...middle, statements: 100 }, large] }],
  ['100000 students: statements grow with', { ...good, sizes: [small, middle, { ...large, statements: 2_000 }] }],
  ['100 students: at most 1 s', { ...good, sizes: [{ ...small, end_to_end_s: 1.1 }, middle, large] }],
  ['database part', { ...good, same: 20_100 }],
  ['worker: at most 1.2', { ...good, sizes: [small, middle, { ...large, worker_s: 12.1 }] }],
  ['at least 8 times', { ...good, single: 1_251 }],
  ['at least 40 times', { ...good, singleFar: 126 }],
  ['memory: at most 80 MB', { ...good, sizes: [small, middle, { ...large, rss_mb: 221 }] }],
  ['memory: 150,000 more', { ...good, inlineGrowthMb: 20.1 }],
]

test.for(spoiled)('P-45 a missed goal is told: %s', ([goal, measures]) => {
  expect(judge(measures).missed).toEqual([expect.stringContaining(goal)])
})
