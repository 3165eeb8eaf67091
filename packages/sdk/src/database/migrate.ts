import pg from 'pg'
import { AcademyError } from '../errors/index.ts'
import { type Migration, readMigrations } from './migration-files.ts'
import { createPool, type Pool } from './pool.ts'
import { type Transaction, withTransaction } from './transaction.ts'

/** What to apply, and where. */
export interface MigrateOptions {
  /** A role that may create tables and roles. */
  readonly url: string
  /** Directories of .sql files, applied in this order: the SDK's first. */
  readonly directories: readonly URL[]
  readonly log?: (line: string) => void
}

/** Migrators of one database take turns; any constant does, as long as it stays. */
const turn = 73_000

/** The SDK's own migrations: jobs, leases, outbox, roles. */
export const sdkMigrations = new URL('../../migrations/', import.meta.url)

/**
 * Applies plain .sql files that were not applied before, each in one transaction with its row in
 * `academy_migrations`, so a failure leaves the database before or after a file, never inside one. Running it again,
 * or twice at once, changes nothing. Statements that refuse to run in a transaction cannot be used.
 *
 * @returns the names of the files that this call applied
 * @throws AcademyError `migration_conflict` when an applied file was edited since
 *
 * @example
 * await migrate({ url: config.database.migratorUrl, directories: [sdkMigrations, new URL('../migrations/', import.meta.url)] })
 */
export async function migrate({ url, directories, log }: MigrateOptions): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(directories)
  const pool = createPool({ url, max: 1, applicationName: 'academy-migrate', queryTimeoutSeconds: 1200 })
  try {
    await withTransaction(pool, prepare)
    const applied: string[] = []
    for (const migration of migrations) {
      if (!(await applyOnce(pool, migration))) continue
      applied.push(migration.name)
      log?.(`applied ${migration.name}`)
    }
    return { applied }
  } finally {
    await pool.end()
  }
}

async function prepare(tx: Transaction): Promise<void> {
  await takeTurn(tx)
  await tx.query(`CREATE TABLE IF NOT EXISTS academy_migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`)
}

function applyOnce(pool: Pool, migration: Migration): Promise<boolean> {
  return withTransaction(pool, async (tx) => {
    await takeTurn(tx)
    const { rows } = await tx.query<{ checksum: string }>('SELECT checksum FROM academy_migrations WHERE name = $1', [
      migration.name,
    ])
    if (rows[0]?.checksum === migration.checksum) return false
    if (rows[0]) throw edited(migration)
    await run(tx, migration)
    await tx.query('INSERT INTO academy_migrations (name, checksum) VALUES ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    return true
  })
}

/** A transaction's lock, not a session's: it works through a transaction-pooling PgBouncer. */
async function takeTurn(tx: Transaction): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [turn])
}

async function run(tx: Transaction, { name, sql }: Migration): Promise<void> {
  try {
    await tx.query(sql)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    const line = error.position === undefined ? '' : `:${sql.slice(0, Number(error.position)).split('\n').length}`
    throw new AcademyError('unexpected_error', `${name}${line}: ${error.message}`, { cause: error, retryable: false })
  }
}

function edited({ name }: Migration): AcademyError {
  return new AcademyError(
    'migration_conflict',
    `${name} was applied and has changed since: restore it and write the change as a new migration`,
    { details: { migration: name } },
  )
}
