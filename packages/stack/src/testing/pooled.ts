import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPgbouncer } from '../pgbouncer/server.ts'
import { startGuard } from '../processes/guard.ts'

/** A pooler of one test, and the variables that lead through it. */
export interface Pooled extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  /** Server connections that all clients of one role share. */
  readonly connectionsPerRole: number
}

// With two, a client's transactions soon meet both.
const connectionsPerRole = 2
const throughIt = ['DATABASE_URL_API', 'DATABASE_URL_RELAY', 'DATABASE_URL_WORKER']

/**
 * PgBouncer in transaction mode before the database of an environment, for API, relay and workers; migrations stay
 * direct.
 */
export async function pooled(env: Readonly<Record<string, string>>): Promise<Pooled> {
  const urls = throughIt.map((name) => [name, new URL(env[name] ?? '')] as const)
  const directory = mkdtempSync(join(tmpdir(), 'academy-test-pgbouncer-'))
  const guard = startGuard(directory)
  const end = async () => {
    await guard.disarm()
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const { hostname: host, port } = (urls[0] as readonly [string, URL])[1]
    const users = Object.fromEntries(urls.map(([, url]) => [url.username, decodeURIComponent(url.password)]))
    const settings = join(directory, 'settings')
    const postgres = { host, port: Number(port) }
    const server = await startPgbouncer({ directory: settings, postgres, users, poolSize: connectionsPerRole, guard })
    const through = urls.map(([name, url]) => [name, Object.assign(url, { port: String(server.port) }).href])
    return {
      env: Object.fromEntries(through),
      connectionsPerRole,
      async [Symbol.asyncDispose]() {
        await server.stop()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}
