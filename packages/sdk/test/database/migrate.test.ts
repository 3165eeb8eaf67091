import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createPool, migrate, sdkMigrations } from '@academy/sdk/database'
import { testServers } from '@academy/stack/testing'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

const servers = await testServers()
const url = servers.databaseUrl
const pool = createPool({ url, max: 2, applicationName: 'migrate-test' })
const folder = await mkdtemp(join(tmpdir(), 'academy-migrations-'))

afterAll(async () => {
  await pool.end()
  await rm(folder, { recursive: true, force: true })
  await servers.stop()
})
beforeEach(async () => {
  await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
})

/** A package of its own with the given .sql files. */
async function packageWith(files: Record<string, string>, name = `@example/${randomUUID()}`) {
  const root = join(folder, name.replaceAll('/', '-'))
  await mkdir(join(root, 'migrations'), { recursive: true })
  await writeFile(join(root, 'package.json'), JSON.stringify({ name }))
  for (const [file, sql] of Object.entries(files)) await writeFile(join(root, 'migrations', file), sql)
  return {
    name,
    directory: pathToFileURL(`${join(root, 'migrations')}/`),
    write: (file: string, sql: string) => writeFile(join(root, 'migrations', file), sql),
  }
}

const tables = async () => {
  const { rows } = await pool.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)
  return rows.map(({ tablename }) => tablename)
}

/** Everything that a migration could change, as text. */
const catalogue = async () => {
  const { rows } = await pool.query(`
    SELECT 'column' AS kind, format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS what
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
    UNION ALL SELECT 'constraint', conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'policy', format('%s %s %s %s', tablename, policyname, roles, qual) FROM pg_policies
    UNION ALL SELECT 'function', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    UNION ALL SELECT 'acl', relname || relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'applied', name || checksum || applied_at FROM academy_migrations
    ORDER BY 1, 2`)
  return rows
}

describe('migrate', () => {
  test("the SDK's own migrations run, twice leaves the catalogue identical", async () => {
    const first = await migrate({ url, directories: [sdkMigrations] })
    expect(first.applied[0]).toBe('@academy/sdk/0001_roles.sql')
    const before = await catalogue()
    expect(before.length).toBeGreaterThan(50)
    expect(await migrate({ url, directories: [sdkMigrations] })).toEqual({ applied: [] })
    expect(await catalogue()).toEqual(before)
  })

  test('migrators that start at once apply each file once', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate({ url, directories: [sdkMigrations] })))
    const applied = runs.flatMap((run) => run.applied)
    expect(new Set(applied).size).toBe(applied.length)
    expect(applied).toContain('@academy/sdk/0002_jobs.sql')
  })

  test('files run in the order of the directories, then of their names; other files are left alone', async () => {
    const second = await packageWith({ '0001_b.sql': 'CREATE TABLE b (id int REFERENCES a2)', 'notes.md': 'not SQL' })
    const first = await packageWith({
      '0002_a.sql': 'ALTER TABLE a RENAME TO a2',
      '0001_a.sql': 'CREATE TABLE a (id int PRIMARY KEY)',
    })
    const { applied } = await migrate({ url, directories: [first.directory, second.directory] })
    expect(applied).toEqual([`${first.name}/0001_a.sql`, `${first.name}/0002_a.sql`, `${second.name}/0001_b.sql`])
  })

  test('a file that fails leaves nothing of itself, and the files before it stay', async () => {
    const app = await packageWith({
      '0001.sql': 'CREATE TABLE good (id int)',
      '0002.sql': 'CREATE TABLE half (id int);\n\nCREATE TABLE\n  wrong (id nonsense)',
    })
    await expect(migrate({ url, directories: [app.directory] })).rejects.toThrow(
      /0002\.sql:4: type "nonsense" does not exist/,
    )
    expect(await tables()).toEqual(['academy_migrations', 'good'])
    await app.write('0002.sql', 'CREATE TABLE whole (id int)')
    expect(await migrate({ url, directories: [app.directory] })).toEqual({ applied: [`${app.name}/0002.sql`] })
  })

  test('an applied file that was edited is refused, and nothing after it runs', async () => {
    const app = await packageWith({ '0001.sql': 'CREATE TABLE a (id int)' })
    await migrate({ url, directories: [app.directory] })
    await app.write('0001.sql', 'CREATE TABLE a (id bigint)')
    await app.write('0002.sql', 'CREATE TABLE b (id int)')
    await expect(migrate({ url, directories: [app.directory] })).rejects.toMatchObject({
      code: 'migration_conflict',
      retryable: false,
      details: { migration: `${app.name}/0001.sql` },
    })
    expect(await tables()).toEqual(['a', 'academy_migrations'])
  })

  test('line ends that a checkout changed are no edit', async () => {
    const app = await packageWith({ '0001.sql': 'CREATE TABLE a (\n id int\n)' })
    await migrate({ url, directories: [app.directory] })
    await app.write('0001.sql', 'CREATE TABLE a (\r\n id int\r\n)')
    expect(await migrate({ url, directories: [app.directory] })).toEqual({ applied: [] })
  })

  test('a database of a newer version, with files that this one lacks, is left as it is', async () => {
    const newer = await packageWith(
      { '0001.sql': 'CREATE TABLE a ()', '0002.sql': 'CREATE TABLE b ()' },
      '@example/rolling',
    )
    await migrate({ url, directories: [newer.directory] })
    await rm(new URL('0002.sql', newer.directory))
    expect(await migrate({ url, directories: [newer.directory] })).toEqual({ applied: [] })
  })
})
