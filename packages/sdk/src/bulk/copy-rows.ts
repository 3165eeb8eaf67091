import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Transaction } from '../database/index.ts'
import { type CopyValue, encodeCopyRow } from './copy-text.ts'
import { identifier } from './identifier.ts'

export interface CopyOptions<R> {
  /** Table to fill. COPY is refused by tables under row-level security: use a temporary one and a merge there. */
  readonly into: string
  readonly columns: readonly string[]
  readonly rows: Iterable<R> | AsyncIterable<R>
  /** The row's values in the order of `columns`. */
  readonly values: (row: R) => readonly CopyValue[]
  /** Bytes of a piece on the wire; row-sized pieces halve the throughput. */
  readonly bufferBytes: number
}

/**
 * Sends rows by COPY … FROM STDIN in pieces of `bufferBytes`.
 * @returns the number of rows sent
 */
export async function copyRows<R>(tx: Transaction, options: CopyOptions<R>): Promise<number> {
  const columns = options.columns.map(identifier).join(', ')
  const sink = tx.client.query(copyFrom(`COPY ${identifier(options.into)} (${columns}) FROM STDIN`))
  const counter = { rows: 0 }
  await pipeline(Readable.from(pieces(options, counter), { objectMode: true }), sink)
  return counter.rows
}

async function* pieces<R>(options: CopyOptions<R>, counter: { rows: number }): AsyncGenerator<Buffer> {
  let text = ''
  for await (const row of options.rows) {
    text += encodeCopyRow(options.values(row))
    counter.rows += 1
    // UTF-16 units are at most the bytes of UTF-8, so a piece is never much smaller than asked for.
    if (text.length >= options.bufferBytes) {
      yield Buffer.from(text, 'utf8')
      text = ''
    }
  }
  if (text !== '') yield Buffer.from(text, 'utf8')
}
