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
  } finally {
    client.release()
  }
}

/** Rows read from whole tables, and from indexes, by an import of `count` new students. */
async function rowsRead(count: number): Promise<{ readonly sequential: number; readonly byIndex: number }> {
  const file = await rosterFile([{ name: '명단', rows: [fullHeader, ...inventedStudents(count)] }])
  const before = await statistics()
  // A connection of its own: its plans are made now, and its counters are told when it ends.
  const worker = createPool({ url: database.servers.env.DATABASE_URL_WORKER ?? '', max: 1, applicationName: 'test' })
  const job = await ImportJob.create({ ...database, worker }, file)
  await job.run()
  await worker.end()
  await expect.poll(async () => (await statistics()).inserted - before.inserted).toBe(count)
  const after = await statistics()
  return { sequential: after.sequential - before.sequential, byIndex: after.byIndex - before.byIndex }
}

async function statistics(): Promise<{ sequential: number; byIndex: number; inserted: number }> {
  const { rows } = await database.admin.query(
    `SELECT (SELECT sum(seq_tup_read)::int FROM pg_stat_user_tables WHERE relname = ANY ($1)) AS sequential,
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
    await (
      await ImportJob.create(
        database,
        await rosterFile([{ name: 'S', rows: [fullHeader, ...inventedStudents(5, 900_000)] }]),
      )
    ).run()
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
    const { sequential, byIndex } = await rowsRead(count)
    expect(sequential).toBeLessThan(count)
    expect(byIndex).toBeLessThan(12 * count)
  })
})
