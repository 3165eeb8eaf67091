import { createPool, migrate, type Pool, sdkMigrations } from '@academy/sdk/database'
import { type TestServers, testServers } from '@academy/stack/testing'

/** A migrated database: the worker's role as the product has it, and the owner's eyes for the tests. */
export interface PeopleDatabase {
  readonly servers: TestServers
  readonly worker: Pool
  readonly admin: Pool
  close(): Promise<void>
}

const peopleMigrations = new URL('../../../../api/migrations/', import.meta.url)

/** The tables of jobs and people on a database of the test file's own. */
export async function peopleDatabase(): Promise<PeopleDatabase> {
  const directories = [sdkMigrations, peopleMigrations]
  const run = async (url: string) => void (await migrate({ url, directories }))
  const servers = await testServers({ migrate: { name: 'people', run } })
  const pool = (url: string, max: number) => createPool({ url, max, applicationName: 'test' })
  const admin = pool(servers.databaseUrl, 2)
  const worker = pool(servers.env.DATABASE_URL_WORKER ?? '', 6)
  const close = async () => {
    await Promise.all([admin.end(), worker.end()])
    await servers.stop()
  }
  return { servers, worker, admin, close }
}
