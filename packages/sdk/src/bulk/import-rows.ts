import type { BulkImportTable } from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import { importChunk, type RowOutcome } from './import-chunk.ts'
import { sourceRowColumn } from './merge-statement.ts'
import { chooseWay } from './way.ts'

/** What an import needs of a job: its fenced transaction and its checkpoint. `JobContext` fits. */
export interface ImportContext {
  readonly signal: AbortSignal
  transaction<R>(work: (tx: Transaction) => Promise<R>): Promise<R>
  readonly checkpoint: {
    load<V>(): Promise<V | undefined>
    save<V>(tx: Transaction, value: V): Promise<void>
  }
}

/** Counts of an import; every row is in exactly one of the last three. */
export interface ImportCounts {
  readonly total: number
  readonly created: number
  readonly restored: number
  readonly duplicates: number
}

interface Checkpoint extends ImportCounts {
  /** Number of the last committed row. */
  readonly lastRow: number
}

export interface ImportOptions<R> {
  readonly tenantId: string
  /** Rows by column of the contract, their numbers rising; the same rows again when a later attempt resumes. */
  readonly rows: AsyncIterable<R> | Iterable<R>
  /** Number of rows, when known beforehand: it decides the way together with the rows seen. */
  readonly rowsKnown?: number
  /** Told after each commit, of the last chunk within `finish`. */
  readonly onChunk?: (outcomes: readonly RowOutcome[], counts: ImportCounts) => void | Promise<void>
}

/** All chunks but the last are committed; `finish` writes the last one in the transaction that ends the job. */
export interface UnfinishedImport {
  finish(tx: Transaction): Promise<ImportCounts>
}

const none: Checkpoint = { lastRow: 0, total: 0, created: 0, restored: 0, duplicates: 0 }

/**
 * Imports a stream of rows into a table that the contract describes, in chunks of its `chunkRows`, each committed
 * together with its checkpoint under the job's fence. A later attempt passes over what is committed. The last chunk
 * is left to `finish`, so that it can be committed together with the job's result (P-43).
 *
 * @example
 * const unfinished = await importRows(ctx, bulkImports.students, { tenantId: job.tenantId, rows })
 * return done(result, { commit: async (tx) => { Object.assign(result, await unfinished.finish(tx)) } })
 */
export async function importRows<R extends object>(
  context: ImportContext,
  table: BulkImportTable,
  options: ImportOptions<R>,
): Promise<UnfinishedImport> {
  let state = (await context.checkpoint.load<Checkpoint>()) ?? none
  const numberOf = rowNumbers<R>(table)
  let chunk: R[] = []
  let seen = 0
  const merge = (tx: Transaction, rows: readonly R[], before: Checkpoint) => {
    const way = chooseWay(table, { rows: Math.max(seen, options.rowsKnown ?? 0), tuples: rows.length })
    return mergeOne(tx, table, { tenantId: options.tenantId, rows, way }, before, numberOf)
  }
  for await (const row of options.rows) {
    seen += 1
    if (numberOf(row) <= state.lastRow) continue
    if (chunk.length === table.chunkRows) {
      context.signal.throwIfAborted()
      const rows = chunk
      const before = state
      const merged = await context.transaction(async (tx) => {
        const result = await merge(tx, rows, before)
        await context.checkpoint.save(tx, result.state)
        return result
      })
      state = merged.state
      await options.onChunk?.(merged.outcomes, countsOf(state))
      chunk = []
    }
    chunk.push(row)
  }
  return {
    finish: async (tx) => {
      const last = await merge(tx, chunk, state)
      await options.onChunk?.(last.outcomes, countsOf(last.state))
      return countsOf(last.state)
    },
  }
}

async function mergeOne<R extends object>(
  tx: Transaction,
  table: BulkImportTable,
  chunk: Parameters<typeof importChunk<R>>[2],
  before: Checkpoint,
  numberOf: (row: R) => number,
): Promise<{ readonly outcomes: readonly RowOutcome[]; readonly state: Checkpoint }> {
  const outcomes = await importChunk(tx, table, chunk)
  const count = (outcome: RowOutcome['outcome']) => outcomes.filter((row) => row.outcome === outcome).length
  const last = chunk.rows.at(-1)
  const state = {
    lastRow: last ? numberOf(last) : before.lastRow,
    total: before.total + outcomes.length,
    created: before.created + count('created'),
    restored: before.restored + count('restored'),
    duplicates: before.duplicates + count('duplicate'),
  }
  return { outcomes, state }
}

function countsOf({ total, created, restored, duplicates }: Checkpoint): ImportCounts {
  return { total, created, restored, duplicates }
}

function rowNumbers<R extends object>(table: BulkImportTable): (row: R) => number {
  const column = sourceRowColumn(table)
  return (row) => Number((row as Record<string, unknown>)[column])
}
