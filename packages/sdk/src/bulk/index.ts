export { type ArrayColumn, columnArrays, type RowSource } from './column-arrays.ts'
export { type CopyOptions, copyRows } from './copy-rows.ts'
export { type CopyValue, encodeCopyRow, encodeCopyValue } from './copy-text.ts'
export { identifier } from './identifier.ts'
export { type ImportRow, importChunk, type RowOutcome } from './import-chunk.ts'
export {
  type ImportContext,
  type ImportCounts,
  type ImportOptions,
  importRows,
  type UnfinishedImport,
} from './import-rows.ts'
export { type MergedTable, mergeStatement } from './merge-statement.ts'
export { copyToTemporaryTable, type ExtraColumn, temporaryTableSql } from './temporary-table.ts'
export { chooseWay, type ImportSize, type ImportWay } from './way.ts'
