import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sqsAndS3 } from '../cloud/sqs-and-s3.ts'
import { environment } from '../environment.ts'
import type { Front } from '../front/index.ts'
import { mediaTools } from '../media/tools.ts'
import type { Migration } from '../postgres/databases.ts'
import { createDatabase, dropDatabase, templateDatabase } from '../postgres/databases.ts'
import { freePort } from '../processes/ports.ts'
import type { Provider } from '../provider/index.ts'
import { startProvider } from '../provider/index.ts'
import { takeDatabase } from '../redis/database.ts'
import { Teardown } from '../teardown.ts'
import { postgresLeaks, redisLeaks } from './leaks.ts'
import { runServers } from './run-servers.ts'

/** What a test file wants. */
export interface TestServersOptions {
  /** Fills the database before the file gets it; run once for each name, then copied. Empty database when absent. */
  readonly migrate?: Migration
}

/** Real servers that belong to one test file alone. */
export interface TestServers extends AsyncDisposable {
  /** The whole environment of product processes; `loadConfig(servers.env)` reads it. */
  readonly env: Readonly<Record<string, string>>
  /** This file's database as the superuser. */
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly sqs: { readonly endpoint: string; readonly front: Front }
  readonly s3: { readonly endpoint: string; readonly bucket: string }
  readonly provider: Provider
  /** A scratch folder, removed at the end. */
  readonly directory: string
  /** @throws Error when the tests left connections to PostgreSQL or Redis open; everything is removed all the same. */
  stop(): Promise<void>
}

const region = 'ap-northeast-2'
const bucket = 'academy-test'
const solapi = { apiKey: 'test-api-key', apiSecret: 'test-api-secret' }

/**
 * An own database, Redis database, SQS (no queues yet) with its front, S3 bucket and message provider.
 * @example
 * const servers = await testServers({ migrate: { name: 'sdk', run: (url) => migrate({ url, directories }) } })
 * afterAll(() => servers.stop())
 */
export async function testServers(options: TestServersOptions = {}): Promise<TestServers> {
  const teardown = new Teardown()
  try {
    return await start(options, teardown)
  } catch (error) {
    await teardown.run().catch(() => {})
    throw error
  }
}

async function start(options: TestServersOptions, teardown: Teardown): Promise<TestServers> {
  const run = runServers()
  const database = `test_${randomBytes(6).toString('hex')}`
  const leaks: string[] = []
  teardown.add(() => {
    if (leaks.length > 0) throw new Error(`left open by this test file:\n${leaks.join('\n')}`)
  })
  const urlOf = (name: string) => replaced(run.adminUrl, { database: name })
  const template = options.migrate && (await templateDatabase(urlOf, options.migrate))
  await createDatabase(run.adminUrl, database, template)
  teardown.add(async () => {
    leaks.push(...(await postgresLeaks(run.adminUrl, database)))
    await dropDatabase(run.adminUrl, database)
  })
  const redis = await takeDatabase(run.redis)
  teardown.add(async () => {
    leaks.push(...(await redisLeaks(redis.url)))
    await redis.release()
  })
  const { cloud, front } = await sqsAndS3(region, bucket, teardown)
  const provider = await startProvider(solapi)
  teardown.add(() => provider.stop())
  const directory = scratch(run.directory, teardown)
  const env = environment({
    adminUrl: urlOf(database),
    urlFor: (user) => replaced(run.adminUrl, { user, password: run.passwords[user], database }),
    redisUrl: redis.url,
    sqsEndpoint: front.endpoint,
    s3Endpoint: cloud.url,
    bucket,
    region,
    apiPort: await freePort(),
    provider: { url: provider.url, ...solapi },
    directory,
    media: mediaTools(),
  })
  const stop = () => teardown.run()
  return {
    env,
    databaseUrl: urlOf(database),
    redisUrl: redis.url,
    sqs: { endpoint: front.endpoint, front },
    s3: { endpoint: cloud.url, bucket },
    provider,
    directory,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function scratch(parent: string, teardown: Teardown): string {
  const directory = mkdtempSync(join(parent, 'file-'))
  teardown.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }))
  mkdirSync(join(directory, 'transcode'))
  return directory
}

function replaced(url: string, parts: { user?: string; password?: string; database: string }): string {
  const changed = new URL(url)
  if (parts.user !== undefined) changed.username = parts.user
  if (parts.password !== undefined) changed.password = encodeURIComponent(parts.password)
  changed.pathname = `/${parts.database}`
  return changed.href
}
