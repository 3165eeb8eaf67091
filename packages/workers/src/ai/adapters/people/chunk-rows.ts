import { columnArrays, copyToTemporaryTable, type ImportWay, identifier, type RowSource } from '@academy/sdk/bulk'
import { bulkImports } from '@academy/sdk/contract'
import type { Tx } from '../../application/ports.ts'
import type { Enrolment } from '../../domain/chunk-decisions.ts'
import type { StudentRow } from '../../domain/roster-row.ts'

const temporaryTable = 'students_import'
const { columns } = bulkImports.students

type ColumnName = (typeof columns)[number]['name']

const fieldOf: Readonly<Record<ColumnName, (student: StudentRow) => string | number | undefined>> = {
  row_number: (student) => student.row,
  name: (student) => student.name,
  name_key: (student) => student.nameKey,
  parent_phone: (student) => student.parentPhone,
  student_phone: (student) => student.studentPhone,
  school: (student) => student.school,
  school_type: (student) => student.schoolType,
  grade: (student) => student.grade,
  gender: (student) => student.gender,
  school_class: (student) => student.schoolClass,
  major: (student) => student.major,
  memo: (student) => student.memo,
}

const studentValues = (student: StudentRow) => columns.map((column) => fieldOf[column.name](student))

const keyColumns = columns.filter((column) =>
  ['row_number', 'name_key', 'parent_phone', 'student_phone'].includes(column.name),
)

const decisionColumns = [
  { name: 'ps_number', type: 'text' },
  { name: 'given_parent_id', type: 'bigint' },
  { name: 'restored_student_id', type: 'bigint' },
  { name: 'restored_user_id', type: 'bigint' },
  { name: 'restored_phone', type: 'text' },
  { name: 'hash', type: 'text' },
  { name: 'parent_hash', type: 'text' },
] as const

/** Names of the columns of `decisionSource`. */
export const writtenColumns: readonly string[] = [...columns, ...decisionColumns].map(({ name }) => identifier(name))

/** A row that is written: what was decided, its number unless it has one, and the hashes of the accounts it makes. */
export interface WrittenRow {
  readonly enrolment: Enrolment
  readonly number: string | undefined
  readonly hash: string | undefined
  readonly parentHash: string | undefined
}

/** What was decided about a row, in the order of `decisionColumns`. */
function decisionValues({ enrolment: { parent, restores }, number, hash, parentHash }: WrittenRow) {
  return [number, parent?.parentId, restores?.studentId, restores?.userId, restores?.studentPhone, hash, parentHash]
}

/** Copies the chunk into its temporary table. */
export async function stageChunk(tx: Tx, students: readonly StudentRow[]): Promise<void> {
  await copyToTemporaryTable(tx, bulkImports.students, { name: temporaryTable, rows: students, values: studentValues })
}

/** What the chunk's rows are looked up by. */
export function keySource(way: ImportWay, students: readonly StudentRow[], firstParameter: number): RowSource {
  if (way === 'temporary_table') return { sql: `${identifier(temporaryTable)} AS chunk`, values: [] }
  const values = (student: StudentRow) => keyColumns.map((column) => fieldOf[column.name](student))
  return columnArrays('chunk', keyColumns, students, values, firstParameter)
}

/** The rows that are written: a student each, with what was decided about it. */
export function decisionSource(way: ImportWay, decided: readonly WrittenRow[], firstParameter: number): RowSource {
  if (way === 'tuples') {
    return columnArrays(
      'chunk',
      [...columns, ...decisionColumns],
      decided,
      (row) => [...studentValues(row.enrolment.student), ...decisionValues(row)],
      firstParameter,
    )
  }
  const decisions = columnArrays(
    'decided',
    [{ name: 'decided_row', type: 'integer' }, ...decisionColumns],
    decided,
    (row) => [row.enrolment.student.row, ...decisionValues(row)],
    firstParameter,
  )
  return {
    sql: `${identifier(temporaryTable)} AS chunk JOIN ${decisions.sql} ON decided_row = chunk.row_number`,
    values: decisions.values,
  }
}
