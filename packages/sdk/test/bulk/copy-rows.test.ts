import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyRows } from '../../src/bulk/index.ts'
import { withTransaction } from '../../src/database/index.ts'
import { type BulkDatabase, bulkDatabase } from './support/database.ts'

let database: BulkDatabase
beforeAll(async () => {
  database = await bulkDatabase()
})
afterAll(() => database.close())

type Line = readonly [at: number, text: string | null, flag: boolean | null, at_time: Date | null]

async function throughTheServer(lines: readonly Line[], bufferBytes: number): Promise<Line[]> {
  return withTransaction(database.pool, async (tx) => {
    await tx.query(
      'CREATE TEMPORARY TABLE copied (at integer, "a ""text""" text, flag boolean, t timestamptz) ON COMMIT DROP',
    )
    const columns = ['at', 'a "text"', 'flag', 't']
    const sent = await copyRows(tx, { into: 'copied', columns, rows: lines, values: (line) => line, bufferBytes })
    expect(sent).toBe(lines.length)
    const { rows } = await tx.query<{ line: Line }>('SELECT at, "a ""text""" AS text, flag, t FROM copied ORDER BY at')
    return (rows as unknown as { at: number; text: string | null; flag: boolean | null; t: Date | null }[]).map(
      ({ at, text, flag, t }) => [at, text, flag, t] as const,
    )
  })
}

describe('COPY through PostgreSQL', () => {
  test('hostile values come back as they were sent, whatever the size of the pieces', async () => {
    const unit = fc.oneof(
      fc.constantFrom('\\', '\t', '\n', '\r', '\b', '\f', '\v', '"', "'", ';', '김', '😀'),
      fc.string(),
    )
    const text = fc.string({ unit }).filter((candidate) => !candidate.includes('\0') && candidate.isWellFormed())
    const line = fc.tuple(
      fc.option(text),
      fc.option(fc.boolean()),
      fc.option(fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 40 }),
        fc.integer({ min: 1, max: 500 }),
        async (lines, bufferBytes) => {
          const rows = lines.map(([text, flag, time], at) => [at, text, flag, time] as const)
          expect(await throughTheServer(rows, bufferBytes)).toEqual(rows)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a row that cannot be encoded aborts the COPY and leaves the connection usable', async () => {
    await expect(throughTheServer([[1, 'a\0b', null, null]], 100)).rejects.toThrow('U+0000')
    expect(await throughTheServer([[1, 'b', null, null]], 100)).toHaveLength(1)
  })
})
