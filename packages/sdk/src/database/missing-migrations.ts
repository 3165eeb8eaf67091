import { readMigrations } from './migration-files.ts'
import type { Pool } from './pool.ts'

const undefinedTable = '42P01'

/**
 * The names of migrations that were never applied, in their order; empty when the database has all of them. For the
 * boot of processes that do not migrate themselves. The pool's role needs SELECT on academy_migrations.
 */
export async function missingMigrations(pool: Pool, directories: readonly URL[]): Promise<string[]> {
  const wanted = await readMigrations(directories)
  const applied = await pool.query<{ name: string }>('SELECT name FROM academy_migrations').then(
    ({ rows }) => new Set(rows.map(({ name }) => name)),
    (error) => (isUnreadable(error) ? new Set<string>() : Promise.reject(error)),
  )
  return wanted.map(({ name }) => name).filter((name) => !applied.has(name))
}

/** The table appears with the first migration, the right to read it with a later one. */
function isUnreadable(error: { code?: string }): boolean {
  return error.code === undefinedTable || error.code === '42501'
}
