import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../postgres/cluster.ts'
import type { RolePasswords } from '../postgres/roles.ts'
import { createRoles } from '../postgres/roles.ts'
import { startGuard } from '../processes/guard.ts'
import { startRedis } from '../redis/server.ts'
import { Teardown } from '../teardown.ts'

/** What all test files of a run share, as plain data that fits into an environment variable. */
export interface RunServers {
  /** The superuser's URL of the database `postgres`. */
  readonly adminUrl: string
  readonly passwords: RolePasswords
  readonly redis: { readonly url: string; readonly databases: number }
  /** Scratch folders of the test files lie here; it goes with the run, whatever became of the files. */
  readonly directory: string
}

/** The variable that carries `RunServers` from the run's set-up to the test files' processes. */
export const runServersVariable = 'ACADEMY_TEST_SERVERS'

/** Starts one PostgreSQL cluster, which never waits for the disk, and one Redis. */
export async function startRunServers(): Promise<{ servers: RunServers; stop: () => Promise<void> }> {
  const teardown = new Teardown()
  try {
    const directory = mkdtempSync(join(tmpdir(), 'academy-test-'))
    const guard = startGuard(directory)
    teardown.add(() => guard.disarm())
    teardown.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }))
    const cluster = await startPostgres({ directory: join(directory, 'postgres'), fsync: false, guard })
    teardown.add(() => cluster.stop())
    const passwords = await createRoles(cluster)
    const redis = await startRedis(join(directory, 'redis'), guard)
    teardown.add(() => redis.stop())
    const servers = {
      adminUrl: cluster.adminUrl(),
      passwords,
      redis: { url: redis.url, databases: redis.databases },
      directory,
    }
    return { servers, stop: () => teardown.run() }
  } catch (error) {
    await teardown.run().catch(() => {})
    throw error
  }
}

/** The servers of this run. @throws Error outside a run. */
export function runServers(): RunServers {
  const value = process.env[runServersVariable]
  if (value === undefined) throw new Error('testServers() works in tests that vitest runs with this workspace’s config')
  return JSON.parse(value) as RunServers
}
