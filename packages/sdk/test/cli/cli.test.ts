import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channels } from '@academy/sdk/contract'
import { createPool } from '@academy/sdk/database'
import { testServers } from '@academy/stack/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const servers = await testServers()
const pool = createPool({ url: servers.databaseUrl, max: 1, applicationName: 'cli-test' })
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const extra = join(servers.directory, 'app-migrations')

beforeAll(async () => {
  await mkdir(extra)
  await writeFile(join(extra, '0001_rooms.sql'), 'CREATE TABLE rooms (tenant_id text REFERENCES tenants)')
})
afterAll(async () => {
  await pool.end()
  await servers.stop()
})

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** The command as an operator runs it: a process of its own. */
function academy(args: string, env: Record<string, string | undefined> = servers.env): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args.split(' ').filter(Boolean)], { env }, (error, out, text) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, error: text })
    })
  })
}

describe('academy migrate', () => {
  test("applies the SDK's files, then the application's; again nothing", async () => {
    const first = await academy(`migrate --dir ${extra} --json`)
    expect(first).toMatchObject({ code: 0, error: '' })
    const { applied } = JSON.parse(first.out)
    expect(applied[0]).toMatch(/^@academy\/sdk\/0001/)
    expect(applied.at(-1)).toMatch(/0001_rooms\.sql$/)
    expect(await academy(`migrate --dir ${extra}`)).toEqual({ code: 0, out: 'nothing to apply\n', error: '' })
  })

  test('needs its own part of the configuration only', async () => {
    const { ACADEMY_ENV, DATABASE_URL_MIGRATOR } = servers.env
    expect(await academy('migrate', { ACADEMY_ENV, DATABASE_URL_MIGRATOR })).toMatchObject({ code: 0 })
  })

  test('what is missing is one line that says what to set, exit code 2', async () => {
    const { code, out, error } = await academy('migrate', { ACADEMY_ENV: 'local' })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toBe(
      'academy migrate: [configuration_invalid] DATABASE_URL_MIGRATOR is not set: set it to the PostgreSQL URL of the role that owns the tables\n',
    )
  })

  test('P-44 a database that does not answer is one line without the password, exit code 1', async () => {
    const { code, error } = await academy('migrate', {
      ...servers.env,
      DATABASE_URL_MIGRATOR: 'postgres://owner:hunter2@127.0.0.1:1/x',
    })
    expect(code).toBe(1)
    expect(error).toMatch(/^academy migrate: \[database_unavailable\] .*127\.0\.0\.1:1\n$/)
    expect(error).not.toContain('hunter2')
  })
})

describe('academy queues', () => {
  test('P-20 P-21 check says no until provision has been run, which changes nothing the second time', async () => {
    const before = await academy('queues check')
    expect(before.code).toBe(1)
    for (const { queueName, dlqName } of Object.values(channels)) {
      expect(before.out).toContain(`${queueName}: QueueUrl is missing`)
      expect(before.out).toContain(`${dlqName}: QueueUrl is missing`)
    }
    expect(before.out).toContain('to repair: academy queues provision')
    const made = await academy('queues provision --json')
    expect(made.code).toBe(0)
    expect(JSON.parse(made.out).changes).toHaveLength(2 * Object.keys(channels).length)
    expect(await academy('queues check --json')).toEqual({ code: 0, out: '{"drift":[]}\n', error: '' })
    expect(await academy('queues provision')).toMatchObject({ code: 0, out: 'every queue is as the contract says\n' })
  })

  test('a queue service that does not answer is one line, exit code 1', async () => {
    const { code, error } = await academy('queues check', { ...servers.env, SQS_ENDPOINT: 'http://127.0.0.1:1' })
    expect(code).toBe(1)
    expect(error).toMatch(/^academy queues check: \[queue_unavailable\] [^\n]*\n$/)
  })
})

describe('academy tenants create', () => {
  test('adds a tenant once; the same again is fine, another plan is not', async () => {
    await academy('migrate')
    expect(JSON.parse((await academy('tenants create --id haneul --name Haneul --tier premium --json')).out)).toEqual({
      tenant_id: 'haneul',
      name: 'Haneul',
      tier: 'premium',
      created: true,
    })
    expect(await academy('tenants create --id haneul --name Haneul --tier premium')).toMatchObject({
      code: 0,
      out: 'haneul: exists already\n',
    })
    expect(await academy('tenants create --id haneul --name Haneul --tier lite')).toMatchObject({ code: 1, out: '' })
    const { rows } = await pool.query(`SELECT name, tier FROM tenants WHERE tenant_id = 'haneul'`)
    expect(rows).toEqual([{ name: 'Haneul', tier: 'premium' }])
  })
})

describe('the command line itself', () => {
  test.each([
    ['', 'out'],
    ['tenants create --tier gold --id a', 'error'],
    ['tenants create --id NOT-A-TENANT', 'error'],
    ['tenants create', 'error'],
    ['queues', 'error'],
    ['migrate --dri x', 'error'],
    ['migrate stray', 'error'],
  ] as const)('wrong usage is told and ends with 2: academy %s', async (args, stream) => {
    const ended = await academy(args)
    expect(ended.code).toBe(2)
    expect(ended[stream]).not.toBe('')
    expect(ended.error.trimEnd()).not.toContain('\n')
  })

  test('help lists every command and its options', async () => {
    const { code, out } = await academy('help')
    expect(code).toBe(0)
    for (const name of ['migrate', 'queues provision', 'queues check', 'tenants create', '--dir', '--tier', '--json'])
      expect(out).toContain(name)
    expect((await academy('queues check --help')).out).not.toContain('tenants')
  })
})
