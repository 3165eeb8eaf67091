import type { BulkImportTable } from '../contract/index.ts'
import { identifier } from './identifier.ts'

/** The parts of a contract entry that a merge needs. */
export type MergedTable = Pick<BulkImportTable, 'table' | 'tenantColumn' | 'matchKey' | 'softDeleteColumn' | 'columns'>

/**
 * One statement that merges a chunk by its match key: a deleted match is restored with the row's values, an active one
 * or a repetition within the chunk is a duplicate and stays untouched, everything else is created. The unique index of
 * the match key among active rows decides between concurrent imports (ON CONFLICT DO NOTHING).
 *
 * Look-ups are LATERAL … LIMIT 1, so that each walks the composite index whatever the planner believes about sizes.
 * $1 is the tenant. Answers one row a row of the chunk: its number and `created`, `restored` or `duplicate`.
 *
 * @param source FROM item with the contract's columns, such as the temporary table
 */
export function mergeStatement(table: MergedTable, source: string): string {
  const names = sqlNames(table)
  const { target, tenant, deleted, row, keys, data } = names
  const sameKey = (other: string) => keys.map((key) => `t.${key} = ${other}.${key}`).join(' AND ')
  return `
WITH chunk_rows AS MATERIALIZED (
  SELECT ${[row, ...data].join(', ')} FROM ${source}
), firsts AS MATERIALIZED (
  SELECT DISTINCT ON (${keys.join(', ')}) ${[row, ...data].join(', ')} FROM chunk_rows ORDER BY ${[...keys, row].join(', ')}
), known AS MATERIALIZED (
  SELECT f.${row}, a.place IS NOT NULL AS active, d.place
  FROM firsts f
  LEFT JOIN LATERAL (
    SELECT t.ctid AS place FROM ${target} t
    WHERE t.${tenant} = $1 AND ${sameKey('f')} AND t.${deleted} IS NULL LIMIT 1
  ) a ON true
  LEFT JOIN LATERAL (
    SELECT t.ctid AS place FROM ${target} t
    WHERE t.${tenant} = $1 AND ${sameKey('f')} AND t.${deleted} IS NOT NULL ORDER BY t.${deleted} DESC LIMIT 1
  ) d ON true
  WHERE a.place IS NOT NULL OR d.place IS NOT NULL
), restored AS (
  UPDATE ${target} t SET ${[`${deleted} = NULL`, ...data.map((name) => `${name} = f.${name}`)].join(', ')}
  FROM known k JOIN firsts f ON f.${row} = k.${row}
  WHERE NOT k.active AND t.ctid = k.place AND t.${tenant} = $1
  RETURNING f.${row}
), created AS (
  INSERT INTO ${target} (${[tenant, ...data].join(', ')})
  SELECT ${['$1', ...data.map((name) => `f.${name}`)].join(', ')}
  FROM firsts f WHERE NOT EXISTS (SELECT FROM known k WHERE k.${row} = f.${row})
  ON CONFLICT (${[tenant, ...keys].join(', ')}) WHERE ${deleted} IS NULL DO NOTHING
  RETURNING ${keys.join(', ')}
)
SELECT r.${row} AS "row",
  CASE WHEN b.${row} IS NOT NULL THEN 'restored' WHEN c.made THEN 'created' ELSE 'duplicate' END AS outcome
FROM chunk_rows r
LEFT JOIN restored b ON b.${row} = r.${row}
LEFT JOIN (SELECT f.${row}, true AS made FROM created t JOIN firsts f ON ${sameKey('f')}) c ON c.${row} = r.${row}
ORDER BY r.${row}`
}

/** Name of the column that carries the row's number in the file. */
export function sourceRowColumn(table: Pick<BulkImportTable, 'columns' | 'table'>): string {
  const column = table.columns.find((candidate) => candidate.role === 'source_row')
  if (!column) throw new RangeError(`the import of ${table.table} has no column with role source_row`)
  return column.name
}

function sqlNames(table: MergedTable) {
  const row = sourceRowColumn(table)
  return {
    target: identifier(table.table),
    tenant: identifier(table.tenantColumn),
    deleted: identifier(table.softDeleteColumn),
    row: identifier(row),
    keys: table.matchKey.filter((name) => name !== table.tenantColumn).map(identifier),
    data: table.columns.filter((column) => column.name !== row).map((column) => identifier(column.name)),
  }
}
