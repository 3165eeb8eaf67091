import type { ExcelParsingResult } from '@academy/sdk/contract'
import type { ChunkDecisions } from '../domain/chunk-decisions.ts'
import { addRows, type RowRanges } from '../domain/row-ranges.ts'
import { type RowFailure, rowFailure } from '../domain/row-reasons.ts'

/**
 * What the committed chunks came to. It is saved in the transaction of each chunk (P-43), so it stays small: rows
 * that fail by themselves are found again by reading; only what the database decided is kept.
 */
export interface ImportState {
  readonly sheet: string
  /** Excel number of the last row whose outcome is committed. */
  readonly lastRow: number
  readonly created: number
  readonly restored: number
  readonly duplicates: number
  /** Which rows these were. */
  readonly rows: { readonly created: RowRanges; readonly restored: RowRanges; readonly duplicates: RowRanges }
  /** Rows refused because of what the tables held: row number and name. */
  readonly phoneInUse: readonly (readonly [row: number, name: string])[]
}

/** Nothing is committed yet. */
export function newImport(sheet: string): ImportState {
  const rows = { created: '', restored: '', duplicates: '' }
  return { sheet, lastRow: 0, created: 0, restored: 0, duplicates: 0, rows, phoneInUse: [] }
}

/** The state once a chunk with these decisions is committed. */
export function afterChunk(state: ImportState, decisions: ChunkDecisions, lastRow: number): ImportState {
  const { enrolments, duplicates, failures } = decisions
  const restored = enrolments.filter(({ restores }) => restores).map(({ student }) => student.row)
  const created = enrolments.filter(({ restores }) => !restores).map(({ student }) => student.row)
  return {
    sheet: state.sheet,
    lastRow,
    created: state.created + created.length,
    restored: state.restored + restored.length,
    duplicates: state.duplicates + duplicates.length,
    rows: {
      created: addRows(state.rows.created, created),
      restored: addRows(state.rows.restored, restored),
      duplicates: addRows(state.rows.duplicates, duplicates),
    },
    phoneInUse: [...state.phoneInUse, ...failures.map(({ row, name }) => [row, name] as const)],
  }
}

/** Every row that failed so far, in the order of the sheet. */
export function failedRows(state: ImportState, unreadable: readonly RowFailure[]): RowFailure[] {
  const refused = state.phoneInUse.map(([row, name]) => rowFailure(row, name, 'phone_in_use'))
  return [...unreadable, ...refused].sort((a, b) => a.row - b.row)
}

/** The job's result: every row is accounted for exactly once. */
export function resultOf(state: ImportState, unreadable: readonly RowFailure[]): ExcelParsingResult {
  const failed = failedRows(state, unreadable)
  const { created, restored, duplicates, rows } = state
  const total = created + restored + duplicates + failed.length
  return { total, created, restored, duplicates, failed, rows, processed_by: 'worker' }
}
