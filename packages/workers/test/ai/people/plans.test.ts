import { createPool } from '@academy/sdk/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ImportJob } from '../support/import-job.ts'
import { forgetEverybody } from '../support/people.ts'
import { type PeopleDatabase, peopleDatabase } from '../support/people-database.ts'
import { fullHeader, inventedStudents, rosterFile } from '../support/roster-file.ts'

let database: PeopleDatabase
beforeAll(async () => {
  database = await peopleDatabase()
})
afterAll(() => database.close())

const tables = ['users', 'parents', 'students', 'memberships']

/** Students of long ago, made by the server itself. */
async function seed(count: number): Promise<void> {
  await database.admin.query(
    `INSERT INTO tenants (tenant_id, name, tier) VALUES ('haneul', 'haneul', 'basic') ON CONFLICT DO NOTHING`,
  )
  const client = await database.admin.connect()
  try {
    // Foreign keys hold by construction; checking each would take longer than the test.
    await client.query(`SET session_replication_role = replica`)
    await client.query(
      `INSERT INTO users (tenant_id, user_id, login, name, phone, password_hash)
       SELECT 'haneul', i, 'old' || i, 'x', '0107' || lpad(i::text, 7, '0'), 'scrypt$x' FROM generate_series(1, 2 * $1::int) i`,
      [count],
    )
    await client.query(
      `INSERT INTO parents (tenant_id, parent_id, user_id, phone)
       SELECT 'haneul', i, i, '0107' || lpad(i::text, 7, '0') FROM generate_series(1, $1::int) i`,
      [count],
    )
    await client.query(
      `INSERT INTO students (tenant_id, student_id, user_id, parent_id, ps_number, name, name_key, parent_phone, deleted_at)
       SELECT 'haneul', i, $1 + i, i, chr(65 + i / 100000) || lpad((i % 100000)::text, 5, '0'), 'old' || i, 'old' || i,
         '0107' || lpad(i::text, 7, '0'), CASE WHEN i % 10 = 0 THEN now() END
       FROM generate_series(1, $1::int) i`,
      [count],
    )
    await client.query(
      `SELECT setval('users_user_id_seq', 2 * $1 + 1), setval('parents_parent_id_seq', $1 + 1), setval('students_student_id_seq', $1 + 1)`,
      [count],
    )
    await client.query(`RESET session_replication_role`)
    // What this wrote is counted now, not in the middle of what is measured.
    await client.query('SELECT pg_stat_force_next_flush()')
  } finally {
    client.release()
  }
}

/** Imports over a connection of its own: its plans are made now, and its counters are told when it ends. */
async function importing(count: number, from = 0): Promise<void> {
  const file = await rosterFile([{ name: '명단', rows: [fullHeader, ...inventedStudents(count, from)] }])
  const worker = createPool({ url: database.servers.env.DATABASE_URL_WORKER ?? '', max: 1, applicationName: 'test' })
  const job = await ImportJob.create({ ...database, worker }, file)
  await job.run()
  await worker.end()
}

/** What an import of `count` new students reads. */
async function rowsRead(count: number): Promise<Omit<Statistics, 'inserted'>> {
  const before = await statistics()
  await importing(count)
  await expect.poll(async () => (await statistics()).inserted - before.inserted).toBe(count)
  const after = await statistics()
  const since = (name: keyof Statistics) => after[name] - before[name]
  return {
    sequential: since('sequential'),
    byIndex: since('byIndex'),
    ...{ matchKey: since('matchKey'), deletedKey: since('deletedKey') },
    wholeStudents: since('wholeStudents'),
  }
}

interface Statistics {
  /** Rows read from whole tables, and from indexes. */
  readonly sequential: number
  readonly byIndex: number
  /** Look-ups by the composite indexes of the students' match key, active and deleted. */
  readonly matchKey: number
  readonly deletedKey: number
  /** Rows of students read from the whole table. */
  readonly wholeStudents: number
  readonly inserted: number
}

async function statistics(): Promise<Statistics> {
  const { rows } = await database.admin.query(
    `SELECT (SELECT idx_scan::int FROM pg_stat_user_indexes WHERE indexrelname = 'students_match_key') AS "matchKey",
       (SELECT idx_scan::int FROM pg_stat_user_indexes WHERE indexrelname = 'students_deleted_match_key') AS "deletedKey",
       (SELECT seq_tup_read::int FROM pg_stat_user_tables WHERE relname = 'students') AS "wholeStudents",
       (SELECT sum(seq_tup_read)::int FROM pg_stat_user_tables WHERE relname = ANY ($1)) AS sequential,
       (SELECT sum(idx_tup_read)::int FROM pg_stat_user_indexes WHERE relname = ANY ($1)) AS "byIndex",
       (SELECT n_tup_ins::int FROM pg_stat_user_tables WHERE relname = 'students') AS inserted`,
    [tables],
  )
  return rows[0]
}

// Whatever the planner knows: nothing, what held when the tables were tiny, or the truth.
const knowledge: Readonly<Record<string, () => Promise<void>>> = {
  'no statistics': async () => {},
  'statistics of tiny tables': async () => {
    await forgetEverybody(database)
    const before = await statistics()
    await importing(5, 900_000)
    await expect.poll(async () => (await statistics()).inserted - before.inserted).toBe(5)
    await analyse()
  },
  'statistics of rows that were rolled back': async () => {
    await forgetEverybody(database)
    const client = await database.admin.connect()
    await client.query('BEGIN')
    await client.query(`INSERT INTO tenants (tenant_id, name, tier) VALUES ('gone', 'gone', 'basic')`)
    await client.query(
      `INSERT INTO users (tenant_id, user_id, login, name, password_hash)
       SELECT 'gone', i, 'gone' || i, 'x', 'scrypt$x' FROM generate_series(1000000, 1005000) i`,
    )
    await client.query(
      `INSERT INTO parents (tenant_id, parent_id, user_id, phone)
       SELECT 'gone', i, i, '0109' || lpad((i - 1000000)::text, 7, '0') FROM generate_series(1000000, 1005000) i`,
    )
    // Pages full of rows, none of which anybody else can see: what remains of a chunk that failed.
    for (const table of tables) await database.admin.query(`ANALYZE ${table}`)
    await client.query('ROLLBACK')
    client.release()
  },
  'true statistics of 100,000 students': async () => {
    await forgetEverybody(database)
    await seed(100_000)
    await analyse()
  },
}

async function analyse(): Promise<void> {
  for (const table of tables) await database.admin.query(`VACUUM ANALYZE ${table}`)
}

describe('an import reads by its composite indexes, a few rows a student', () => {
  test.for(Object.keys(knowledge))('with %s', { timeout: 60_000 }, async (name) => {
    await forgetEverybody(database)
    await knowledge[name]?.()
    const count = 3_000
    const { sequential, byIndex, matchKey, deletedKey, wholeStudents } = await rowsRead(count)
    expect(sequential).toBeLessThan(count)
    expect(byIndex).toBeLessThan(12 * count)
    // M7: each key is looked up in both composite indexes, and nothing reads the table of students.
    expect(matchKey).toBeGreaterThanOrEqual(count)
    expect(deletedKey).toBeGreaterThanOrEqual(count)
    // A handful of rows may be cheaper to read than their index.
    expect(wholeStudents).toBeLessThan(10)
  })
})
