import { Redis } from 'ioredis'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { withClient } from '../src/postgres/admin.ts'
import type { TestServers } from '../src/testing/index.ts'
import { testServers } from '../src/testing/index.ts'

const open: TestServers[] = []
const start = async (...options: Parameters<typeof testServers>) => {
  const servers = await testServers(...options)
  open.push(servers)
  return servers
}
afterEach(async () => {
  for (const servers of open.splice(0)) await servers.stop()
})

const ask = <T extends pg.QueryResultRow>(url: string, text: string) =>
  withClient(url, async (client) => (await client.query<T>(text)).rows)

describe('testServers', () => {
  it('gives each file a database, a Redis database, an SQS and a bucket of its own', async () => {
    const [a, b] = [await start(), await start()]
    await ask(a.databaseUrl, 'CREATE TABLE only_a (id int)')
    expect(await ask(b.databaseUrl, "SELECT to_regclass('only_a') AS found")).toEqual([{ found: null }])
    const redis = [new Redis(a.redisUrl), new Redis(b.redisUrl)] as const
    await redis[0].set('key', 'a')
    expect(await redis[1].get('key')).toBeNull()
    expect(await redis[0].config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'volatile-lru'])
    for (const each of redis) each.disconnect()
    expect(a.sqs.endpoint).not.toBe(b.sqs.endpoint)
    expect((await fetch(`${a.s3.endpoint}/${a.s3.bucket}?list-type=2`)).status).toBe(200)
  })

  it('runs a migration once and copies its result', async () => {
    let runs = 0
    const migrate = {
      name: `self_test_${process.pid}`,
      run: async (url: string) => {
        runs += 1
        await ask(url, 'CREATE TABLE migrated AS SELECT 42 AS answer')
      },
    }
    const [a, b] = await Promise.all([start({ migrate }), start({ migrate })])
    expect(runs).toBe(1)
    for (const { databaseUrl } of [a, b]) {
      expect(await ask(databaseUrl, 'SELECT answer FROM migrated')).toEqual([{ answer: 42 }])
    }
  })

  it('lets the three roles log in with passwords of their own, and counts statements', async () => {
    const { env } = await start()
    for (const name of ['API', 'RELAY', 'WORKER']) {
      const rows = await ask(env[`DATABASE_URL_${name}`] ?? '', 'SELECT current_user::text AS me')
      expect(rows).toEqual([{ me: `academy_${name.toLowerCase()}` }])
    }
    const wrong = (env.DATABASE_URL_API ?? '').replace(/:[^:@]+@/, ':wrong@')
    await expect(ask(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    expect(await ask(env.DATABASE_URL_MIGRATOR ?? '', 'SELECT count(*) > 0 AS counts FROM pg_stat_statements')).toEqual(
      [{ counts: true }],
    )
  })

  it('fails a file that leaves connections open, and removes everything all the same', async () => {
    const servers = await testServers()
    const client = new pg.Client({ connectionString: servers.databaseUrl, application_name: 'forgotten' })
    client.on('error', () => {})
    await client.connect()
    const redis = new Redis(servers.redisUrl)
    await redis.ping()
    await expect(servers.stop()).rejects.toThrow(/forgotten[\s\S]*Redis|Redis[\s\S]*forgotten/)
    redis.disconnect()
    await expect(ask(servers.databaseUrl, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
    await expect(fetch(servers.sqs.endpoint)).rejects.toThrow()
  })
})
