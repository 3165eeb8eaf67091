import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { camelCase } from '../contract/names.ts'
import { type GeneratedFile, generated, literal, union } from './output.ts'
import { settings } from './policies.ts'

/** Bulk-import tables: columns in the order COPY sends them. */
export function emitBulkImports({ asyncapi }: Contract): GeneratedFile {
  const tables = Object.entries(asyncapi['x-bulk-imports'])
  return generated(
    'bulk-imports.ts',
    'asyncapi.yaml#/x-bulk-imports',
    `
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

export type BulkImportName = ${union(tables.map(([name]) => name))}

export const bulkImports = ${literal(settings(asyncapi['x-bulk-imports'] as unknown as Json))} as const satisfies Record<BulkImportName, BulkImportTable>
${tables
  .map(
    ([name, table]) => `
/** One row of the import of ${name}, by column. */
export interface ${name.charAt(0).toUpperCase()}${camelCase(name).slice(1)}ImportRow {
${table.columns.map((column) => `  ${column.name}: ${columnType(column.type)}${column.nullable ? ' | null' : ''}`).join('\n')}
}
`,
  )
  .join('')}`,
  )
}

function columnType(type: string): string {
  const types: Record<string, string> = {
    integer: 'number',
    smallint: 'number',
    text: 'string',
    boolean: 'boolean',
    timestamptz: 'Date',
    uuid: 'string',
  }
  const found = types[type]
  if (!found) throw new Error(`asyncapi.yaml#/x-bulk-imports: no TypeScript type for the column type ${type}`)
  return found
}

/** The one table of error codes of both contracts. */
export function emitErrorCodes({ schemas }: Contract): GeneratedFile {
  const schema = schemas.get('schemas/error-codes.json') as { 'x-codes'?: Record<string, JsonObject> } | undefined
  const codes = Object.entries(schema?.['x-codes'] ?? {}).map(([code, facts]) => [
    code,
    { code, ...(settings(facts) as object) },
  ])
  return generated(
    'error-codes.ts',
    'schemas/error-codes.json',
    `
import type { ErrorCode } from './types.ts'

/** What an error code means and what to do about it. */
export interface ErrorCodeFacts {
  readonly code: ErrorCode
  /** Status of the answer that carries it; null: it stands in jobs, rows and logs only. */
  readonly httpStatus: number | null
  readonly retryable: boolean
  readonly title: string
  readonly action: string
}

export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeFacts>> = ${literal(Object.fromEntries(codes))}
`,
  )
}
