import type { BulkImportTable } from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import { copyRows } from './copy-rows.ts'
import type { CopyValue } from './copy-text.ts'
import { identifier } from './identifier.ts'

type Described = Pick<BulkImportTable, 'columns' | 'copyBufferBytes'>

/** A column beside the contract's, such as an id that the importer gives. */
export interface ExtraColumn {
  readonly name: string
  readonly type: string
}

/**
 * The temporary table of one chunk, dropped at commit: it never outlives the transaction, so it works through a
 * transaction-pooling proxy.
 */
export function temporaryTableSql(table: Described, name: string, extra: readonly ExtraColumn[] = []): string {
  const columns = [...table.columns, ...extra].map((column) => `${identifier(column.name)} ${column.type}`)
  return `CREATE TEMPORARY TABLE ${identifier(name)} (${columns.join(', ')}) ON COMMIT DROP`
}

/**
 * Creates the chunk's temporary table and fills it by COPY: two statements, whatever the number of rows.
 * @param values the row's values in the order of the contract's columns, then of `extra`
 */
export async function copyToTemporaryTable<R>(
  tx: Transaction,
  table: Described,
  options: {
    readonly name: string
    readonly rows: Iterable<R>
    readonly values: (row: R) => readonly CopyValue[]
    readonly extra?: readonly ExtraColumn[]
  },
): Promise<number> {
  const extra = options.extra ?? []
  await tx.query(temporaryTableSql(table, options.name, extra))
  return copyRows(tx, {
    into: options.name,
    columns: [...table.columns, ...extra].map((column) => column.name),
    rows: options.rows,
    values: options.values,
    bufferBytes: table.copyBufferBytes,
  })
}
