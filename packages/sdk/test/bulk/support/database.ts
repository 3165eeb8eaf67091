import { testServers } from '@academy/stack/testing'
import { createPool, type Pool } from '../../../src/database/index.ts'

export interface BulkDatabase {
  readonly pool: Pool
  close(): Promise<void>
}

/** An empty database of the test file's own. */
export async function bulkDatabase(): Promise<BulkDatabase> {
  const servers = await testServers()
  const pool = createPool({ url: servers.databaseUrl, max: 5, applicationName: 'test' })
  const close = async () => {
    await pool.end()
    await servers.stop()
  }
  return { pool, close }
}
