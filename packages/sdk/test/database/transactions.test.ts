import { tenantId } from '@academy/sdk/contract'
import {
  createPool,
  isCommitUnknown,
  isConnectionError,
  migrate,
  type Pool,
  sdkMigrations,
  withTenant,
  withTransaction,
  withTransactionRetry,
} from '@academy/sdk/database'
import { testServers } from '@academy/stack/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { breakableLink } from '../support/breakable-link.ts'

const servers = await testServers({
  migrate: { name: 'sdk', run: (url) => migrate({ url, directories: [sdkMigrations] }) },
})
const heard: Error[] = []
const pool = createPool({
  url: servers.databaseUrl,
  max: 3,
  applicationName: 'transactions-test',
  onConnectionError: (error) => heard.push(error),
})
const api = createPool({ url: servers.env.DATABASE_URL_API ?? '', max: 1, applicationName: 'transactions-test-api' })

beforeAll(() => pool.query('CREATE TABLE notes (id int PRIMARY KEY, text text)'))
beforeEach(() => pool.query('TRUNCATE notes'))
afterAll(async () => {
  await Promise.all([pool.end(), api.end()])
  await servers.stop()
})

const notes = async (of: Pool = pool) => (await of.query('SELECT id FROM notes ORDER BY id')).rows.map(({ id }) => id)
const kill = async (pid: number) => {
  await pool.query('SELECT pg_terminate_backend($1, 2000)', [pid])
}

describe('transactions', () => {
  test('are committed when the work resolves and rolled back when it throws', async () => {
    await withTransaction(pool, (tx) => tx.query('INSERT INTO notes VALUES ($1)', [1]))
    await expect(
      withTransaction(pool, async (tx) => {
        await tx.query('INSERT INTO notes VALUES (2)')
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await notes()).toEqual([1])
  })

  test('a statement whose error was swallowed does not pass for committed', async () => {
    const work = withTransaction(pool, async (tx) => {
      await tx.query('INSERT INTO notes VALUES (1)')
      await tx.query('INSERT INTO notes VALUES (1)').catch(() => {})
    })
    await expect(work).rejects.toThrow('rolled back')
    expect(await notes()).toEqual([])
  })

  test('a read-only transaction refuses to write, and a slow statement is ended by the server', async () => {
    await expect(
      withTransaction(pool, (tx) => tx.query('INSERT INTO notes VALUES (1)'), { readOnly: true }),
    ).rejects.toThrow('read-only')
    await expect(
      withTransaction(pool, (tx) => tx.query('SELECT pg_sleep(5)'), { statementTimeoutSeconds: 0.05 }),
    ).rejects.toThrow('statement timeout')
    expect((await pool.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '0' }])
  })

  test('P-26 the API sees the rows of the tenant of its transaction, and none without', async () => {
    await pool.query(
      `INSERT INTO tenants (tenant_id, name, tier) VALUES ('one', 'One', 'lite'), ('two', 'Two', 'lite')`,
    )
    const seen = (tenant: string) =>
      withTenant(api, tenantId(tenant), async (tx) => (await tx.query('SELECT tenant_id FROM tenants')).rows)
    expect(await seen('one')).toEqual([{ tenant_id: 'one' }])
    expect(await seen('two')).toEqual([{ tenant_id: 'two' }])
    // The same connection, after the transaction: nothing of the tenant stays (as PgBouncer would hand it on).
    expect((await api.query('SELECT tenant_id FROM tenants')).rows).toEqual([])
  })

  test('P-26 a tenant that is none reaches no statement', () => {
    expect(() => withTenant(api, "x', true); DROP TABLE notes; --" as never, async () => 1)).toThrow(
      'contract_violation',
    )
  })
})

describe('lost connections', () => {
  test('P-29 one that dies in the pool is replaced and ends nothing', async () => {
    const { rows } = await pool.query('SELECT pg_backend_pid() AS pid')
    const before = heard.length
    // From another connection: this one is idle when it dies.
    const killer = createPool({ url: servers.databaseUrl, max: 1, applicationName: 'killer' })
    await killer.query('SELECT pg_terminate_backend($1, 2000)', [rows[0].pid])
    await killer.end()
    await expect.poll(() => heard.length).toBeGreaterThan(before)
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('P-29 one that dies in the hands of a transaction ends the transaction, not the process', async () => {
    const work = withTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      const lost = new Promise((resolve) => tx.client.once('error', resolve))
      await kill(rows[0]?.pid ?? 0)
      await lost
      await tx.query('INSERT INTO notes VALUES (1)')
    })
    await expect(work).rejects.toSatisfy(isConnectionError)
    await expect(work).rejects.not.toSatisfy(isCommitUnknown)
    expect(await notes()).toEqual([])
  })

  test('P-29 the transaction is done again on a fresh connection', async () => {
    let tries = 0
    await withTransactionRetry(pool, async (tx) => {
      tries += 1
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      if (tries === 1) await kill(rows[0]?.pid ?? 0)
      await tx.query('INSERT INTO notes VALUES (1)')
    })
    expect(tries).toBe(2)
    expect(await notes()).toEqual([1])
  })

  test('a conflict between two transactions is resolved by doing one again', async () => {
    await pool.query(`INSERT INTO notes VALUES (1, ''), (2, '')`)
    const barrier = Promise.withResolvers<void>()
    let waiting = 0
    const swap = (first: number, second: number) =>
      withTransactionRetry(pool, async (tx) => {
        await tx.query(`UPDATE notes SET text = text || 'x' WHERE id = $1`, [first])
        waiting += 1
        if (waiting === 2) barrier.resolve()
        await barrier.promise
        await tx.query(`UPDATE notes SET text = text || 'x' WHERE id = $1`, [second])
      })
    await Promise.all([swap(1, 2), swap(2, 1)])
    expect((await pool.query('SELECT text FROM notes ORDER BY id')).rows).toEqual([{ text: 'xx' }, { text: 'xx' }])
  })

  test('a lost COMMIT is never done again by itself: nobody knows whether it happened', async () => {
    await using link = await breakableLink(servers.databaseUrl)
    const shaky = createPool({ url: link.url, max: 1, applicationName: 'shaky' })
    await pool.query(
      `CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$`,
    )
    await pool.query(
      `CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()`,
    )
    let tries = 0
    const work = withTransactionRetry(shaky, async (tx) => {
      tries += 1
      await tx.query('INSERT INTO notes VALUES (7)')
      // COMMIT is on its way, held up by the trigger, when the link goes.
      const committing = async () => {
        const { rows } = await pool.query(
          `SELECT FROM pg_stat_activity WHERE application_name = 'shaky' AND query = 'COMMIT' AND state = 'active'`,
        )
        return rows.length
      }
      void expect
        .poll(committing, { interval: 10 })
        .toBe(1)
        .then(() => link.drop())
    })
    await expect(work).rejects.toSatisfy(isCommitUnknown)
    expect(tries).toBe(1)
    await pool.query('DROP TRIGGER slow ON notes')
    // This time it did happen.
    await expect.poll(() => notes()).toEqual([7])
    await shaky.end()
  })

  test('a server that is not there is a connection error', async () => {
    const nobody = createPool({ url: 'postgres://a:b@127.0.0.1:1/x', max: 1, applicationName: 'x' })
    await expect(nobody.query('SELECT 1')).rejects.toSatisfy(isConnectionError)
    await nobody.end()
  })

  test('what the server says about a statement is no connection error', async () => {
    await expect(pool.query('SELECT nonsense')).rejects.not.toSatisfy(isConnectionError)
  })
})
