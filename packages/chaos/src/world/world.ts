import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AcademyConfig, loadConfig } from '@academy/sdk/config'
import { tenantId } from '@academy/sdk/contract'
import { createPool, migrate, type Pool, sdkMigrations } from '@academy/sdk/database'
import { createSqsClient, provisionQueues, QueueDirectory } from '@academy/sdk/queues'
import { createRedis } from '@academy/sdk/redis'
import { type Stack, startStack } from '@academy/stack'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Plan } from '../plan/planned.ts'
import { Recorder } from '../recorder/history.ts'
import { directoryVariable, type Settings, settings } from '../workers/settings.ts'
import { Link } from './link.ts'
import { harnessTables } from './tables.ts'

/** Something to break from outside: what a mutant is to this harness. */
export interface Patch {
  /** Modules that every worker process (and child process) imports first. */
  readonly imports: readonly string[]
  /** SQL that runs after the product's migrations. */
  readonly sql: readonly string[]
}

/** The ways of one client process to the servers. */
export interface Ways {
  readonly postgres: Link
  readonly redis: Link
}

/** Real servers, the product's schema and queues, and one way to each server for every client process. */
export interface World extends AsyncDisposable {
  readonly stack: Stack
  readonly files: Settings
  readonly recorder: Recorder
  /** As the superuser, past every fault. */
  readonly admin: Pool
  readonly sqs: SQSClient
  readonly queues: QueueDirectory
  readonly config: AcademyConfig
  readonly patch: Patch
  readonly ways: ReadonlyMap<string, Ways>
  /** The environment of a client process, by its own ways; of any other it is only where the run's files are. */
  environment(client: string): Record<string, string>
  flushRedis(): Promise<void>
}

/** The process that creates the load, as a client of the servers. */
export const producerName = 'producer'

/** Starts everything that is not the product's own process. */
export async function openWorld(plan: Plan, patch: Patch): Promise<World> {
  const stack = await startStack()
  const closing: (() => unknown)[] = [() => stack.stop()]
  const close = async () => {
    for (const step of closing.reverse()) await step()
  }
  try {
    const files = settings(join(stack.directory, 'chaos'))
    mkdirSync(files.directory)
    writeFileSync(files.planFile, JSON.stringify(plan))
    const recorder = new Recorder(files.historyFile)
    closing.push(() => recorder.close())
    const parts = await connections(stack, closing)
    await migrate({ url: stack.databaseUrl, directories: [sdkMigrations] })
    for (const sql of [harnessTables, ...patch.sql]) await parts.admin.query(sql)
    for (const id of plan.tenants.map((name) => tenantId(name))) {
      await parts.admin.query(`INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $1, 'premium')`, [id])
    }
    await provisionQueues(parts.sqs)
    const ways = await openWays(stack, [producerName, ...plan.workers.map(({ name }) => name)], closing)
    return {
      ...{ stack, files, recorder, ...parts, patch, ways },
      environment: (client) => environment(stack, files, ways.get(client), client),
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function connections(stack: Stack, closing: (() => unknown)[]) {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = stack.env[name]
  const config = loadConfig({ ...stack.env, WORKER_NAME: 'harness' })
  const admin = createPool({ url: stack.databaseUrl, max: 4, applicationName: 'chaos' })
  const sqs = createSqsClient(config)
  const redis = createRedis(config)
  closing.push(async () => {
    redis.disconnect()
    sqs.destroy()
    await admin.end()
  })
  const flushRedis = async () => void (await redis.flushdb())
  return { config, admin, sqs, queues: new QueueDirectory(sqs), flushRedis }
}

async function openWays(stack: Stack, clients: readonly string[], closing: (() => unknown)[]) {
  const ways = new Map<string, Ways>()
  for (const client of clients) {
    const postgres = await Link.open(stack.databaseUrl)
    const redis = await Link.open(stack.redisUrl)
    ways.set(client, { postgres, redis })
    closing.push(() => Promise.all([postgres.close(), redis.close()]))
  }
  return ways
}

function environment(stack: Stack, files: Settings, ways: Ways | undefined, client: string): Record<string, string> {
  const shared = { [directoryVariable]: files.directory }
  if (!ways) return shared
  const databases = Object.entries(stack.env)
    .filter(([name]) => name.startsWith('DATABASE_URL_'))
    .map(([name, value]) => [name, through(value, ways.postgres)])
  return {
    ...stack.env,
    ...Object.fromEntries(databases),
    REDIS_URL: through(stack.redisUrl, ways.redis),
    WORKER_NAME: client,
    ...shared,
  }
}

function through(serverUrl: string, link: Link): string {
  const url = new URL(serverUrl)
  url.host = new URL(link.url).host
  return url.href
}
