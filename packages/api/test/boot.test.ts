import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { channels } from '@academy/sdk/contract'
import { ownRedis, type TestServers, testServers } from '@academy/stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrated } from './support/harness.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const migrate = fileURLToPath(new URL('../src/migrate.ts', import.meta.url))
const cli = fileURLToPath(new URL('../../sdk/src/cli/main.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command of the product as a process; `until` ends it with SIGTERM once the output contains it. */
function run(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  until?: string,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' })
    const out = { stdout: '', stderr: '' }
    let told = false
    child.stdout.on('data', (text) => {
      out.stdout += text
      if (told || until === undefined || !out.stdout.includes(until)) return
      told = true
      child.kill('SIGTERM')
    })
    child.stderr.on('data', (text) => {
      out.stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...out }))
  })
}

let servers: TestServers
beforeAll(async () => {
  servers = await testServers({ migrate: migrated })
  expect((await run(cli, ['queues', 'provision'], servers.env)).code).toBe(0)
})
afterAll(() => servers.stop())

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

const closed = async (url: string) => Object.assign(new URL(url), { port: String(await closedPort()) }).href

async function refused(change: Readonly<Record<string, string>>, says: RegExp[]): Promise<void> {
  const { code, stderr } = await run(main, [], { ...servers.env, API_PORT: '0', ...change })
  expect(code).not.toBe(0)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  for (const pattern of says) expect(stderr).toMatch(pattern)
}

test('with everything there it starts, and stops on SIGTERM', async () => {
  const { code, stdout, stderr } = await run(main, [], { ...servers.env, API_PORT: '0' }, '"msg":"listening"')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('stopped')
})

test('a variable that is missing is named, with what to set', () =>
  refused({ JWT_SECRET: '', REDIS_URL: '' }, [/JWT_SECRET/, /REDIS_URL/, /set it to/]))

test('a database that does not answer is named, with its variable', async () =>
  refused({ DATABASE_URL_API: await closed(servers.env.DATABASE_URL_API as string) }, [
    /PostgreSQL/,
    /DATABASE_URL_API\b/,
  ]))

test('a wrong password is told without the password', async () => {
  const url = Object.assign(new URL(servers.env.DATABASE_URL_RELAY as string), { password: 'not-the-password' }).href
  const { stderr } = await run(main, [], { ...servers.env, API_PORT: '0', DATABASE_URL_RELAY: url })
  expect(stderr).not.toContain('not-the-password')
})

test('a database without a migration is told, with the command', async () => {
  await using empty = await testServers()
  await refused(pick(empty.env, /^DATABASE_URL/), [/lacks the migration @academy\/sdk\/0001/, /migrate\.ts/])
})

test('Redis that does not answer is named', async () =>
  refused({ REDIS_URL: await closed(servers.redisUrl) }, [/Redis does not answer/, /REDIS_URL/]))

test('P-20 a queue that does not exist is named, with the command that makes it', async () => {
  await using without = await testServers()
  await refused({ SQS_ENDPOINT: without.sqs.endpoint }, [new RegExp(channels.videoJobs.queueName), /provision/])
})

test('P-08 a queue with another visibility is named, with both values', async () => {
  await using other = await testServers()
  await run(cli, ['queues', 'provision'], { ...servers.env, SQS_ENDPOINT: other.sqs.endpoint })
  const { queueName, visibilityTimeoutSeconds } = channels.aiJobsLite
  const { SQSClient, SetQueueAttributesCommand, GetQueueUrlCommand } = await import('@aws-sdk/client-sqs')
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sqs = new SQSClient({ region: 'ap-northeast-2', endpoint: other.sqs.endpoint, credentials })
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '300' } }))
  sqs.destroy()
  await refused({ SQS_ENDPOINT: other.sqs.endpoint }, [
    new RegExp(`${queueName} has VisibilityTimeout 300 instead of ${visibilityTimeoutSeconds}`),
  ])
})

test('Redis that evicts what has no end is named, with the command that changes it', async () => {
  await using redis = await ownRedis({ 'maxmemory-policy': 'allkeys-lru' })
  await refused({ REDIS_URL: redis.url }, [
    /Redis evicts by allkeys-lru instead of volatile-lru/,
    /redis-cli CONFIG SET maxmemory-policy volatile-lru/,
  ])
})

test('P-30 pools that would take more than their share of the connections are named, with both repairs', () =>
  refused({ DATABASE_POOL_API: '100' }, [
    /all pools at full fleet take \d+ connections/,
    /max_connections/,
    /DATABASE_POOL/,
  ]))

test('a bucket that does not exist is named', () =>
  refused({ S3_BUCKET: 'no-such-bucket' }, [/no-such-bucket/, /S3_BUCKET/]))

test('migrating twice changes nothing the second time', async () => {
  await using empty = await testServers()
  const first = await run(migrate, [], empty.env)
  expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('applied @academy/api/0002_videos.sql')])
  const second = await run(migrate, [], empty.env)
  expect([second.code, second.stdout]).toEqual([0, 'nothing to apply\n'])
})

function pick(env: Readonly<Record<string, string>>, names: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.test(name)))
}
