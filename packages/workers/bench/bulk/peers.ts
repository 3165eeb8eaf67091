import { copyRows } from '@academy/sdk/bulk'
import { type Pool, type Transaction, withTransaction } from '@academy/sdk/database'
import { students } from './files.ts'

/** The same people as the import makes, ids given. */
interface Person {
  readonly at: number
  readonly name: string
  readonly parentPhone: string
  readonly ownPhone: string
}

const tenant = 'bench'
const hash = `scrypt$16384$8$1$${'a'.repeat(22)}$${'b'.repeat(43)}`

function* people(count: number): Generator<Person> {
  let at = 0
  for (const row of students(count)) {
    yield { at, name: String(row[1]), parentPhone: String(row[2]), ownPhone: String(row[3]) }
    at += 1
  }
}

const psNumber = ({ at }: Person) =>
  `${String.fromCharCode(65 + Math.floor(at / 100_000))}${String(at % 100_000).padStart(5, '0')}`

/** What goes into each constrained table, a row or two a person. */
const tables = [
  {
    into: 'users',
    columns: ['tenant_id', 'user_id', 'login', 'name', 'phone', 'password_hash'],
    rows: (one: Person) => [
      [tenant, 2 * one.at + 1, `p_${tenant}_${one.parentPhone}`, `${one.name} 학부모`, one.parentPhone, hash],
      [tenant, 2 * one.at + 2, `t${tenant}_${psNumber(one)}`, one.name, one.ownPhone, hash],
    ],
  },
  {
    into: 'parents',
    columns: ['tenant_id', 'parent_id', 'user_id', 'phone'],
    rows: (one: Person) => [[tenant, one.at + 1, 2 * one.at + 1, one.parentPhone]],
  },
  {
    into: 'students',
    columns: [
      'tenant_id',
      'student_id',
      'user_id',
      'parent_id',
      'ps_number',
      'name',
      'name_key',
      'parent_phone',
      'student_phone',
      'school',
      'school_type',
      'grade',
      'gender',
      'school_class',
      'memo',
    ],
    rows: (one: Person) => [
      [
        tenant,
        one.at + 1,
        2 * one.at + 2,
        one.at + 1,
        psNumber(one),
        one.name,
        one.name,
        one.parentPhone,
        one.ownPhone,
        '숙명여고',
        'HIGH',
        2,
        'F',
        '1반',
        '내신반',
      ],
    ],
  },
  {
    into: 'memberships',
    columns: ['tenant_id', 'user_id', 'role'],
    rows: (one: Person) => [
      [tenant, 2 * one.at + 1, 'parent'],
      [tenant, 2 * one.at + 2, 'student'],
    ],
  },
] as const

type Value = string | number

function* rowsOf(count: number, table: (typeof tables)[number]): Generator<readonly Value[]> {
  for (const one of people(count)) yield* table.rows(one)
}

const copyBufferBytes = 65_536

/** (b) COPY of the student rows into a bare table. */
export async function copyIntoBareTable(pool: Pool, count: number): Promise<void> {
  await withTransaction(pool, async (tx) => {
    const students = tables[2]
    await tx.query('CREATE TABLE bare AS SELECT * FROM students WITH NO DATA')
    await copyRows(tx, {
      into: 'bare',
      columns: students.columns,
      rows: rowsOf(count, students),
      values: (row) => row,
      bufferBytes: copyBufferBytes,
    })
  })
  await pool.query('DROP TABLE bare')
}

/** (b′) Plain COPY of the same rows, ids given, into the same four constrained tables in one transaction. */
export async function copyIntoSameTables(pool: Pool, count: number): Promise<void> {
  await withTransaction(pool, async (tx) => {
    for (const table of tables) {
      await copyRows(tx, {
        into: table.into,
        columns: table.columns,
        rows: rowsOf(count, table),
        values: (row) => row,
        bufferBytes: copyBufferBytes,
      })
    }
  })
}

const rowsAnInsert = 200

/** (c) Multi-row INSERT, 200 rows a statement, ids given, one transaction. */
export async function multiRowInsert(pool: Pool, count: number): Promise<void> {
  await withTransaction(pool, async (tx) => {
    for (const table of tables) {
      let waiting: (readonly Value[])[] = []
      for (const row of rowsOf(count, table)) {
        waiting.push(row)
        if (waiting.length === rowsAnInsert) {
          await insert(tx, table, waiting)
          waiting = []
        }
      }
      if (waiting.length > 0) await insert(tx, table, waiting)
    }
  })
}

async function insert(
  tx: Transaction,
  table: (typeof tables)[number],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const width = table.columns.length
  const places = rows.map(
    (_, row) => `(${table.columns.map((__, column) => `$${row * width + column + 1}`).join(', ')})`,
  )
  await tx.query(`INSERT INTO ${table.into} (${table.columns.join(', ')}) VALUES ${places.join(', ')}`, rows.flat())
}

/** (d) Row by row get-or-create, as the old system did; all in one transaction, which flatters it. */
export async function rowByRow(pool: Pool, count: number): Promise<void> {
  await withTransaction(pool, async (tx) => {
    for (const one of people(count)) await getOrCreate(tx, one)
  })
}

async function getOrCreate(tx: Transaction, one: Person): Promise<void> {
  const known = await tx.query(
    'SELECT student_id FROM students WHERE tenant_id = $1 AND name_key = $2 AND parent_phone = $3 AND deleted_at IS NULL',
    [tenant, one.name, one.parentPhone],
  )
  if (known.rowCount > 0) return
  const parents = await tx.query('SELECT parent_id FROM parents WHERE tenant_id = $1 AND phone = $2', [
    tenant,
    one.parentPhone,
  ])
  if (parents.rowCount > 0) return
  for (const table of tables) for (const row of table.rows(one)) await insert(tx, table, [row])
}
