import { isEmptyRow, type SheetRow } from './cell.ts'
import { type Columns, type HeaderReading, readHeader, roleByWord } from './columns.ts'
import { normaliseHeader } from './header-match.ts'
import { inferParentColumn, sampleRows } from './parent-inference.ts'

/** Where a sheet's students stand. */
export interface Layout {
  /** Excel row number of the header; students come below it. */
  readonly headerRow: number
  readonly columns: Columns & { readonly name: number; readonly parentPhone: number }
  /** Recognised columns: the sheet with most of them is the roster. */
  readonly score: number
}

/** Why a sheet, or a whole workbook, cannot be read as a roster. */
export type StructureProblem =
  | 'sheet_empty'
  | 'header_row_missing'
  | 'name_column_missing'
  | 'parent_phone_column_missing'
  | 'ambiguous_column'
  | 'ambiguous_sheet'

export type LayoutResult = { readonly layout: Layout } | { readonly problem: StructureProblem }

interface Candidate {
  readonly row: SheetRow
  readonly reading: HeaderReading
  readonly sample: SheetRow[]
}

/**
 * Finds the header row while rows stream by: the first row with a name header and a phone header. A row with a name
 * header and a column that speaks of parents serves when no such row comes.
 */
export class LayoutFinder {
  #header: Candidate | undefined
  #fallback: Candidate | undefined
  #sawRows = false
  #sawPhoneHeader = false

  /** Takes the next row; true when no further row can change the result. */
  offer(row: SheetRow): boolean {
    if (isEmptyRow(row)) return false
    this.#sawRows = true
    if (!this.#header) this.#judge(row)
    else this.#header.sample.push(row)
    return (this.#header ?? this.#fallback)?.sample.length === sampleRows
  }

  /** What the rows offered so far amount to. */
  result(): LayoutResult {
    const candidate = this.#header ?? this.#fallback
    if (!candidate) {
      if (!this.#sawRows) return { problem: 'sheet_empty' }
      return { problem: this.#sawPhoneHeader ? 'name_column_missing' : 'header_row_missing' }
    }
    return settle(candidate)
  }

  #judge(row: SheetRow): void {
    const reading = readHeader(row.cells)
    const { name, parentPhone, studentPhone } = reading.columns
    const phone = parentPhone ?? studentPhone
    if (name !== undefined && phone !== undefined) {
      this.#header = { row, reading, sample: [] }
    } else if (this.#fallback) {
      this.#fallback.sample.push(row)
    } else if (name !== undefined && (speaksOfParents(row) || Object.keys(reading.columns).length > 1)) {
      this.#fallback = { row, reading, sample: [] }
    } else if (phone !== undefined && Object.keys(reading.columns).length > 1) {
      this.#sawPhoneHeader = true
    }
  }
}

function settle({ row, reading, sample }: Candidate): LayoutResult {
  if (reading.ambiguous.length > 0) return { problem: 'ambiguous_column' }
  if (sample.length === 0) return { problem: 'sheet_empty' }
  const { name, ...others } = reading.columns
  const taken = new Set(Object.values(reading.columns))
  const parentPhone = others.parentPhone ?? inferParentColumn(row, sample, taken)
  if (name === undefined) return { problem: 'name_column_missing' }
  if (parentPhone === undefined) return { problem: 'parent_phone_column_missing' }
  const columns = { ...others, name, parentPhone }
  return { layout: { headerRow: row.number, columns, score: Object.keys(columns).length } }
}

function speaksOfParents(row: SheetRow): boolean {
  return row.cells.some((cell) => typeof cell === 'string' && roleByWord(normaliseHeader(cell)) === 'parent')
}
