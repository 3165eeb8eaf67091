import type { SheetRow } from '../domain/cell.ts'
import { readHeader } from '../domain/columns.ts'
import type { Layout } from '../domain/layout.ts'
import type { RowFailure } from '../domain/row-reasons.ts'
import { parentHeader } from '../domain/template.ts'
import type { FailedRow, FailedRowsStore, RosterSheet } from './ports.ts'

/**
 * Stores the rows that failed with their original cells and reasons. The sheet is read once more: only the failures
 * were kept, not the rows.
 */
export async function writeFailedRows(
  store: FailedRowsStore,
  objectKey: string,
  sheet: RosterSheet,
  layout: Layout,
  failed: readonly RowFailure[],
  signal: AbortSignal,
): Promise<void> {
  const rows = wantedRows(sheet, new Map(failed.map((failure) => [failure.row, failure])), layout.headerRow, signal)
  const header = await rows.next()
  if (header.done || 'failure' in header.value) throw new Error('the sheet lost its header row')
  await store.write(objectKey, namingParents(header.value, layout), rows as AsyncGenerator<FailedRow>, signal)
}

/** A column that was inferred from many phones gets its name: in the few failed rows nobody could find it again. */
function namingParents(header: SheetRow, { columns }: Layout): SheetRow {
  if (readHeader(header.cells).columns.parentPhone === columns.parentPhone) return header
  const width = Math.max(header.cells.length, columns.parentPhone + 1)
  const cells = Array.from({ length: width }, (_, at) => (at === columns.parentPhone ? parentHeader : header.cells[at]))
  return { ...header, cells }
}

/** The header row first, then each failed row. */
async function* wantedRows(
  sheet: RosterSheet,
  failures: ReadonlyMap<number, RowFailure>,
  headerRow: number,
  signal: AbortSignal,
): AsyncGenerator<SheetRow | FailedRow> {
  let left = failures.size
  for await (const { rows } of sheet.rows(signal)) {
    for (const row of rows) {
      if (row.number === headerRow) yield row
      const failure = failures.get(row.number)
      if (!failure) continue
      yield { cells: row.cells, failure }
      left -= 1
    }
    if (left === 0) return
  }
}
