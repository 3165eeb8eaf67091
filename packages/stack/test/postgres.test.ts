import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withClient } from '../src/postgres/admin.ts'
import { postgresBinaries, waysHere } from '../src/postgres/binaries.ts'
import { startPostgres } from '../src/postgres/cluster.ts'
import { startGuard } from '../src/processes/guard.ts'
import { Unavailable } from '../src/unavailable.ts'

describe('PostgreSQL', { timeout: 60_000 }, () => {
  it.each(waysHere())('runs by the way "%s"', async (way) => {
    const directory = mkdtempSync(join(tmpdir(), 'academy-postgres-'))
    const guard = startGuard(directory)
    const binaries = postgresBinaries([way])
    const cluster = await startPostgres({ directory: join(directory, 'cluster'), fsync: false, guard, binaries })
    try {
      const { rows } = await withClient(cluster.adminUrl(), (client) =>
        client.query(`SELECT current_setting('server_version_num')::int / 10000 AS major,
          current_setting('pg_stat_statements.track') AS track, current_setting('server_encoding') AS encoding`),
      )
      expect(rows).toEqual([{ major: 18, track: 'all', encoding: 'UTF8' }])
    } finally {
      await cluster.stop()
      await guard.disarm()
      rmSync(directory, { recursive: true })
    }
    expect(readdirSync(tmpdir()).filter((name) => directory.endsWith(name))).toEqual([])
  })

  it('says what to do when no way works', () => {
    expect(() => postgresBinaries([])).toThrow(Unavailable)
    expect(() => postgresBinaries([])).toThrow(/^PostgreSQL does not run as root[^\n]*run as a normal user[^\n]*$/)
  })
})
