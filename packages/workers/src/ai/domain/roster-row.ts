import { type Cell, cellText, isCellError, type SheetRow } from './cell.ts'
import { type Gender, gender } from './gender.ts'
import type { ColumnField } from './header-aliases.ts'
import type { Layout } from './layout.ts'
import { personName } from './person-name.ts'
import { parentPhone, studentPhone } from './phone.ts'
import { type RowFailure, type RowFailureCode, rowFailure } from './row-reasons.ts'
import { type SchoolType, schoolFacts } from './school.ts'
import { isTemplateSample, marksExample } from './template.ts'

/** A student as a row of the roster gives it, normalised. */
export interface StudentRow {
  readonly row: number
  readonly name: string
  /** The name as the match key compares it. */
  readonly nameKey: string
  readonly parentPhone: string
  readonly studentPhone?: string
  readonly school?: string
  readonly schoolType?: SchoolType
  readonly grade?: number
  readonly gender?: Gender
  readonly schoolClass?: string
  readonly major?: string
  readonly memo?: string
}

/** What a row below the header is. */
export type RowReading =
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly failure: RowFailure }
  | { readonly kind: 'student'; readonly student: StudentRow }

const skipped: RowReading = { kind: 'skipped' }

/** Reads a row below the header: empty rows, examples and the template's sample rows are skipped. */
export function readRow(row: SheetRow, layout: Layout): RowReading {
  const cell = (field: ColumnField): Cell => at(row, layout, field)
  if (saysNothing(row, layout) || marksExample(cellText(cell('remark')), cellText(cell('memo')))) return skipped
  const name = personName(cell('name'))
  const parent = parentPhone(cell('parentPhone'))
  if ('name' in name && isTemplateSample(name.name)) return skipped
  if (isCellError(cell('name')) || isCellError(cell('parentPhone'))) {
    return failed(row, isCellError(cell('name')) ? '' : cellText(cell('name')), 'row_unreadable')
  }
  if ('code' in name) return failed(row, cellText(cell('name')), name.code)
  if ('code' in parent) return failed(row, name.name, parent.code)
  return { kind: 'student', student: { row: row.number, ...name, parentPhone: parent.phone, ...details(cell) } }
}

// A running number or a column that the import does not know makes no student.
function saysNothing(row: SheetRow, { columns }: Layout): boolean {
  return (Object.keys(columns) as ColumnField[])
    .filter((field) => field !== 'remark')
    .every((field) => cellText(row.cells[columns[field] ?? row.cells.length]) === '')
}

function details(cell: (field: ColumnField) => Cell) {
  const phone = studentPhone(cell('studentPhone'))
  const sex = gender(cell('gender'))
  return {
    ...(phone !== undefined && { studentPhone: phone }),
    ...schoolFacts(cell('school'), cell('grade')),
    ...(sex && { gender: sex }),
    ...text('schoolClass', cell('schoolClass')),
    ...text('major', cell('major')),
    ...text('memo', cell('memo')),
  }
}

// An error value in a column that nobody is found by counts as not filled in.
function text<F extends 'schoolClass' | 'major' | 'memo'>(field: F, cell: Cell): { readonly [K in F]?: string } {
  const value = isCellError(cell) ? '' : cellText(cell)
  return (value === '' ? {} : { [field]: value }) as { readonly [K in F]?: string }
}

function at(row: SheetRow, layout: Layout, field: ColumnField): Cell {
  const index = layout.columns[field]
  return index === undefined ? undefined : row.cells[index]
}

function failed(row: SheetRow, name: string, code: RowFailureCode): RowReading {
  return { kind: 'failed', failure: rowFailure(row.number, name, code) }
}
