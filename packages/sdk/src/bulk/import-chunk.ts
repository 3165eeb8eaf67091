import type { BulkImportTable } from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import { columnArrays } from './column-arrays.ts'
import type { CopyValue } from './copy-text.ts'
import { identifier } from './identifier.ts'
import { mergeStatement } from './merge-statement.ts'
import { copyToTemporaryTable } from './temporary-table.ts'
import type { ImportWay } from './way.ts'

/** A row by column of the contract; a missing nullable column is NULL. */
export type ImportRow = Readonly<Record<string, CopyValue>>

/** What became of a row. */
export interface RowOutcome {
  /** The row's number in the file. */
  readonly row: number
  readonly outcome: 'created' | 'restored' | 'duplicate'
}

const temporaryTable = 'bulk_import_chunk'

/**
 * Merges one chunk into a table that the contract describes: one statement by tuples, three by way of the temporary
 * table, whatever the number of rows. Runs in the caller's transaction.
 *
 * @throws RangeError for a row that lacks a column which is not nullable
 * @example
 * const outcomes = await importChunk(tx, bulkImports.students, { tenantId: job.tenantId, rows, way: 'temporary_table' })
 */
export async function importChunk<R extends object>(
  tx: Transaction,
  table: BulkImportTable,
  chunk: { readonly tenantId: string; readonly rows: readonly R[]; readonly way: ImportWay },
): Promise<readonly RowOutcome[]> {
  if (chunk.rows.length === 0) return []
  const values = (row: R) => table.columns.map((column) => columnValue(row as ImportRow, column, table))
  const source = await send(tx, table, chunk, values)
  const { rows } = await tx.query<RowOutcome>(mergeStatement(table, source.sql), [chunk.tenantId, ...source.values])
  return rows
}

async function send<R>(
  tx: Transaction,
  table: BulkImportTable,
  { rows, way }: { readonly rows: readonly R[]; readonly way: ImportWay },
  values: (row: R) => readonly CopyValue[],
): Promise<{ readonly sql: string; readonly values: readonly unknown[] }> {
  if (way === 'tuples') return columnArrays('chunk', table.columns, rows, values, 2)
  await copyToTemporaryTable(tx, table, { name: temporaryTable, rows, values })
  return { sql: identifier(temporaryTable), values: [] }
}

function columnValue(row: ImportRow, column: BulkImportTable['columns'][number], table: BulkImportTable): CopyValue {
  const value = row[column.name]
  if ((value === null || value === undefined) && !column.nullable) {
    throw new RangeError(`a row of ${table.table} lacks ${column.name}`)
  }
  return value
}
