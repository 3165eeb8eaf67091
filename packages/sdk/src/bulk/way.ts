import type { BulkImportTable } from '../contract/index.ts'

/** How a chunk's rows reach the server: as array parameters, or by COPY into a temporary table. */
export type ImportWay = 'tuples' | 'temporary_table'

/** Sizes that decide the way. */
export interface ImportSize {
  /** Rows of the whole import: known beforehand, or seen so far. */
  readonly rows: number
  /** Tuples that one look-up would carry. */
  readonly tuples: number
}

/** Tuple look-ups for small imports, the temporary table above either threshold of the contract (M5). */
export function chooseWay(
  table: Pick<BulkImportTable, 'temporaryTableAboveRows' | 'temporaryTableAboveTuples'>,
  size: ImportSize,
): ImportWay {
  const large = size.rows > table.temporaryTableAboveRows || size.tuples > table.temporaryTableAboveTuples
  return large ? 'temporary_table' : 'tuples'
}
