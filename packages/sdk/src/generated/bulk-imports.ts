// Generated from asyncapi.yaml#/x-bulk-imports by `pnpm codegen`. Do not edit.

/** A column of the temporary table, in the order COPY sends it. */
export interface BulkImportColumn {
  readonly name: string
  /** PostgreSQL type. */
  readonly type: string
  /** source_row: the row number in the file, never stored. */
  readonly role?: string
  readonly nullable?: boolean
}

/** How one table is filled in bulk. */
export interface BulkImportTable {
  readonly table: string
  /** Rows of one transaction. */
  readonly chunkRows: number
  readonly copyBufferBytes: number
  readonly temporaryTableAboveTuples: number
  readonly temporaryTableAboveRows: number
  readonly tenantColumn: string
  /** Columns that say that two rows mean the same thing; backed by a unique index. */
  readonly matchKey: readonly string[]
  readonly softDeleteColumn: string
  readonly columns: readonly BulkImportColumn[]
}

export type BulkImportName = 'students'

export const bulkImports = {
  students: {
    table: 'students',
    chunkRows: 500,
    copyBufferBytes: 65536,
    temporaryTableAboveTuples: 1000,
    temporaryTableAboveRows: 5000,
    tenantColumn: 'tenant_id',
    matchKey: ['tenant_id', 'name_key', 'parent_phone'],
    softDeleteColumn: 'deleted_at',
    columns: [
      { name: 'row_number', type: 'integer', role: 'source_row' },
      { name: 'name', type: 'text' },
      { name: 'name_key', type: 'text' },
      { name: 'parent_phone', type: 'text' },
      { name: 'student_phone', type: 'text', nullable: true },
      { name: 'school', type: 'text', nullable: true },
      { name: 'school_type', type: 'text', nullable: true },
      { name: 'grade', type: 'smallint', nullable: true },
      { name: 'gender', type: 'text', nullable: true },
      { name: 'school_class', type: 'text', nullable: true },
      { name: 'major', type: 'text', nullable: true },
      { name: 'memo', type: 'text', nullable: true },
    ],
  },
} as const satisfies Record<BulkImportName, BulkImportTable>

/** One row of the import of students, by column. */
export interface StudentsImportRow {
  row_number: number
  name: string
  name_key: string
  parent_phone: string
  student_phone: string | null
  school: string | null
  school_type: string | null
  grade: number | null
  gender: string | null
  school_class: string | null
  major: string | null
  memo: string | null
}
