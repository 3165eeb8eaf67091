import type { CopyValue } from './copy-text.ts'
import { identifier } from './identifier.ts'

export interface ArrayColumn {
  readonly name: string
  readonly type: string
}

/** A row source for a statement: SQL text for FROM, and its parameters. */
export interface RowSource {
  /** For example `unnest($3::text[], $4::text[]) AS "chunk" ("name", "phone")`. */
  readonly sql: string
  readonly values: readonly unknown[]
}

/**
 * Rows as one array parameter a column: the statement's text stays the same whatever the number of rows.
 * @param firstParameter number of the first array's parameter, from 1
 */
export function columnArrays<R>(
  alias: string,
  columns: readonly ArrayColumn[],
  rows: readonly R[],
  values: (row: R) => readonly CopyValue[],
  firstParameter: number,
): RowSource {
  const arrays: (CopyValue | null)[][] = columns.map(() => [])
  for (const row of rows) {
    const given = values(row)
    for (let index = 0; index < columns.length; index += 1) arrays[index]?.push(given[index] ?? null)
  }
  const parameters = columns.map((column, index) => `$${firstParameter + index}::${column.type}[]`)
  const names = columns.map((column) => identifier(column.name))
  return { sql: `unnest(${parameters.join(', ')}) AS ${identifier(alias)} (${names.join(', ')})`, values: arrays }
}
