import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  chooseWay,
  type ImportContext,
  type ImportCounts,
  importChunk,
  importRows,
  type RowOutcome,
} from '../../src/bulk/index.ts'
import { type Transaction, withTransaction } from '../../src/database/index.ts'
import { type BulkDatabase, bulkDatabase } from './support/database.ts'
import { createStaffTable, type StaffRow, staffImport, staffRow } from './support/staff.ts'

let database: BulkDatabase
beforeAll(async () => {
  database = await bulkDatabase()
  await createStaffTable(database.pool)
  await database.pool.query('CREATE TABLE checkpoints (job text PRIMARY KEY, value jsonb NOT NULL)')
})
beforeEach(() => database.pool.query('TRUNCATE staff, checkpoints'))
afterAll(() => database.close())

const tenantId = 'haneul'
const inTransaction = <R>(work: (tx: Transaction) => Promise<R>) => withTransaction(database.pool, work)

/** Rows of the table that the import fills, by the key. */
async function staff(): Promise<Record<string, unknown>[]> {
  const { rows } = await database.pool.query('SELECT * FROM staff ORDER BY tenant_id, email, branch, staff_id')
  return rows
}

describe.for(['tuples', 'temporary_table'] as const)('a chunk by %s', (way) => {
  const merge = (rows: readonly StaffRow[], tenant = tenantId) =>
    inTransaction((tx) => importChunk(tx, staffImport, { tenantId: tenant, rows, way }))

  test('creates, counts repetitions, leaves active matches untouched', async () => {
    const first = [
      staffRow(2, 'a', { 'full name': 'tab\there \\N' }),
      staffRow(3, 'b'),
      staffRow(4, 'a'),
      staffRow(5, 'a', { branch: 2 }),
    ]
    expect((await merge(first)).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'duplicate', 'created'])
    expect(await merge([staffRow(9, 'a', { 'full name': 'other' })])).toEqual([{ row: 9, outcome: 'duplicate' }])
    expect((await staff()).map((row) => [row.email, row['full name']])).toEqual([
      ['a', 'tab\there \\N'],
      ['a', null],
      ['b', null],
    ])
  })

  test('restores the latest of deleted matches with the row’s values, once', async () => {
    await database.pool.query(`INSERT INTO staff (tenant_id, email, branch, teaches, deleted_at)
      VALUES ('haneul', 'a', 1, false, '2024-01-01'), ('haneul', 'a', 1, false, '2024-02-01'), ('haneul', 'a', 1, false, '2024-02-01')`)
    const outcomes = await merge([staffRow(2, 'a', { 'full name': 'back' }), staffRow(3, 'a')])
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['restored', 'duplicate'])
    const active = (await staff()).filter((row) => row.deleted_at === null)
    expect(active).toHaveLength(1)
    expect(active[0]).toMatchObject({ 'full name': 'back', teaches: true })
  })

  test('a deleted match beside an active one stays deleted', async () => {
    await database.pool.query(`INSERT INTO staff (tenant_id, email, branch, teaches, deleted_at)
      VALUES ('haneul', 'a', 1, false, '2024-01-01'), ('haneul', 'a', 1, false, NULL)`)
    expect(await merge([staffRow(2, 'a')])).toEqual([{ row: 2, outcome: 'duplicate' }])
  })

  test('P-25 another tenant’s rows are never matched', async () => {
    await merge([staffRow(2, 'a')], 'bada')
    expect(await merge([staffRow(2, 'a')])).toEqual([{ row: 2, outcome: 'created' }])
  })

  test('P-42 two imports of the same rows at once create each row once', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => staffRow(at + 2, `s${at}`))
    const outcomes = (await Promise.all([merge(rows), merge(rows), merge(rows)])).flat()
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(300)
    expect(await staff()).toHaveLength(300)
  })

  test('M5 costs the same number of statements for 1 row and 500', async () => {
    const statements = async (count: number) => {
      let sent = 0
      const rows = Array.from({ length: count }, (_, at) => staffRow(at + 2, `${way}${count}-${at}`))
      await inTransaction((tx) => {
        const query: Transaction['query'] = (text, values) => {
          sent += 1
          return tx.query(text, values)
        }
        return importChunk({ client: tx.client, query }, staffImport, { tenantId, rows, way })
      })
      return sent
    }
    expect(await statements(1)).toBe(way === 'tuples' ? 1 : 2)
    expect(await statements(500)).toBe(way === 'tuples' ? 1 : 2)
  })

  test('a row without a required column is refused before anything is written', async () => {
    const row = { ...staffRow(2, 'a'), email: undefined } as unknown as StaffRow
    await expect(merge([staffRow(3, 'b'), row])).rejects.toThrow('staff lacks email')
    expect(await staff()).toEqual([])
  })
})

test('the way follows the contract’s thresholds', () => {
  expect(chooseWay(staffImport, { rows: 25, tuples: 10 })).toBe('tuples')
  expect(chooseWay(staffImport, { rows: 26, tuples: 10 })).toBe('temporary_table')
  expect(chooseWay(staffImport, { rows: 5, tuples: 1_001 })).toBe('temporary_table')
})

/** A job's fence and checkpoint on real tables; `failAfter` transactions the process "dies" before the commit. */
function attempt(job: string, failAfter = Number.POSITIVE_INFINITY): ImportContext {
  let transactions = 0
  return {
    signal: new AbortController().signal,
    transaction: (work) =>
      inTransaction(async (tx) => {
        const result = await work(tx)
        transactions += 1
        if (transactions > failAfter) throw new Error('killed')
        return result
      }),
    checkpoint: {
      load: async <V>() =>
        (await database.pool.query('SELECT value FROM checkpoints WHERE job = $1', [job])).rows[0]?.value as V,
      save: async (tx, value) => {
        const sql = 'INSERT INTO checkpoints VALUES ($1, $2) ON CONFLICT (job) DO UPDATE SET value = excluded.value'
        await tx.query(sql, [job, JSON.stringify(value)])
      },
    },
  }
}

const rows = [
  ...Array.from({ length: 42 }, (_, at) => staffRow(at + 2, `s${at}`)),
  ...Array.from({ length: 3 }, (_, at) => staffRow(at + 44, `s${at}`)),
]

async function run(context: ImportContext): Promise<ImportCounts> {
  const unfinished = await importRows(context, staffImport, { tenantId, rows })
  return inTransaction((tx) => unfinished.finish(tx))
}

describe('a whole import', () => {
  test('of a table that only its contract entry describes', async () => {
    const told: RowOutcome[] = []
    const unfinished = await importRows(attempt('job'), staffImport, {
      tenantId,
      rows,
      onChunk: (outcomes) => void told.push(...outcomes),
    })
    expect(await staff()).toHaveLength(40)
    expect(await inTransaction((tx) => unfinished.finish(tx))).toEqual({
      total: 45,
      created: 42,
      restored: 0,
      duplicates: 3,
    })
    expect(told.map(({ row }) => row)).toEqual(rows.map((row) => row.row_number))
    expect(await staff()).toHaveLength(42)
  })

  test.for([0, 1, 2, 3])(
    'P-43 killed at chunk %i and started again: no row twice, none lost, counts true',
    async (chunk) => {
      await expect(run(attempt('job', chunk))).rejects.toThrow('killed')
      expect(await staff()).toHaveLength(chunk * staffImport.chunkRows)
      expect(await run(attempt('job'))).toEqual({ total: 45, created: 42, restored: 0, duplicates: 3 })
      expect(await staff()).toHaveLength(42)
    },
  )

  test('stops between chunks when its signal says so', async () => {
    const controller = new AbortController()
    const context = { ...attempt('job'), signal: controller.signal }
    const onChunk = () => controller.abort(new Error('cancelled'))
    await expect(importRows(context, staffImport, { tenantId, rows, onChunk })).rejects.toThrow('cancelled')
    expect(await staff()).toHaveLength(10)
  })
})
