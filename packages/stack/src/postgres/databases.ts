import pg from 'pg'
import { withClient } from './admin.ts'

const quoted = (name: string) => pg.escapeIdentifier(name)

/** Creates an empty database, or a copy of `template`. */
export async function createDatabase(adminUrl: string, name: string, template = 'template1'): Promise<void> {
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${quoted(name)} TEMPLATE ${quoted(template)}`))
}

/** Drops a database and ends its connections. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`))
}

/** Brings a new database into its first state, given its superuser URL. */
export interface Migration {
  /** Names the result: the same name makes the same database, whoever asks. */
  readonly name: string
  readonly run: (url: string) => Promise<unknown>
}

/**
 * The template database of a migration, made by whoever asks first; the others wait for it.
 * @param urlOf the superuser's URL of a database of this cluster.
 */
export async function templateDatabase(urlOf: (database: string) => string, migration: Migration): Promise<string> {
  const template = `template_${migration.name}`
  await withClient(urlOf('postgres'), async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template])
    const made = await client.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [template])
    if (made.rowCount === 1) return
    // One that is there and not marked was left half made by a process that died.
    await client.query(`DROP DATABASE IF EXISTS ${quoted(template)} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${quoted(template)}`)
    await migration.run(urlOf(template))
    // A copy needs a template that nobody is connected to.
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [template])
    await client.query(`ALTER DATABASE ${quoted(template)} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`)
  })
  return template
}
