import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqsAndS3 } from './cloud/sqs-and-s3.ts'
import { environment } from './environment.ts'
import type { Front } from './front/index.ts'
import { mediaTools } from './media/tools.ts'
import type { PostgresCluster } from './postgres/cluster.ts'
import { startPostgres } from './postgres/cluster.ts'
import { createDatabase } from './postgres/databases.ts'
import { createRoles } from './postgres/roles.ts'
import type { Guard } from './processes/guard.ts'
import { startGuard } from './processes/guard.ts'
import { freePort } from './processes/ports.ts'
import type { Provider } from './provider/index.ts'
import { startProvider } from './provider/index.ts'
import { takeDatabase } from './redis/database.ts'
import { startRedis } from './redis/server.ts'
import { Teardown } from './teardown.ts'

/** How to start a stack; everything has a default. */
export interface StackOptions {
  /** Parent of the stack's own temporary folder; the system's temporary folder by default. */
  readonly dir?: string
  /** Whether commits wait for the disk; on by default, as in production. */
  readonly fsync?: boolean
  readonly bucket?: string
  readonly region?: string
  /** Called after each part has started, with the milliseconds that it took. */
  readonly onStarted?: (part: string, milliseconds: number) => void
}

/** Real servers on free loopback ports, for one run. */
export interface Stack extends AsyncDisposable {
  /** The whole environment of product processes. */
  readonly env: Readonly<Record<string, string>>
  readonly sqs: { readonly endpoint: string; readonly front: Front }
  readonly s3: { readonly endpoint: string; readonly bucket: string }
  /** The product's database as the superuser. */
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly provider: Provider
  readonly postgres: PostgresCluster
  /** A folder for logs and scratch files; removed with the stack. */
  readonly directory: string
  /** Lets a process that was started for this stack die with this one too, whatever kills it; the answer undoes it. */
  watch(pid: number): () => void
  /** Leaves no child process, listening port or temporary folder. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL, Redis, SQS with its front, S3 and the message provider's stand-in. What it started ends with
 * this process, even by SIGKILL.
 * @throws Unavailable with one line that says what is missing and how to get it; nothing is left running then.
 * @example await using stack = await startStack()
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const teardown = new Teardown()
  try {
    return await start(options, teardown)
  } catch (error) {
    await teardown.run().catch(() => {})
    throw error
  }
}

const databaseName = 'academy'
const solapi = { apiKey: 'local-api-key', apiSecret: 'local-api-secret' }

async function start(options: StackOptions, teardown: Teardown): Promise<Stack> {
  const { region = 'ap-northeast-2', bucket = 'academy-local' } = options
  const timed = async <T>(part: string, work: () => Promise<T>): Promise<T> => {
    const begun = performance.now()
    const made = await work()
    options.onStarted?.(part, Math.round(performance.now() - begun))
    return made
  }
  const media = mediaTools()
  const { directory, guard } = makeDirectory(options, teardown)
  const postgres = await timed('postgres', () => database(directory, guard, options, teardown))
  const redis = await timed('redis', () => redisDatabase(directory, guard, teardown))
  const { cloud, front } = await timed('sqs and s3', () => sqsAndS3(region, bucket, teardown))
  const provider = await timed('provider', () => startProvider(solapi))
  teardown.add(() => provider.stop())
  const databaseUrl = postgres.cluster.adminUrl(databaseName)
  const env = environment({
    adminUrl: databaseUrl,
    urlFor: (role) => postgres.cluster.url(role, postgres.passwords[role], databaseName),
    redisUrl: redis.url,
    sqsEndpoint: front.endpoint,
    s3Endpoint: cloud.url,
    bucket,
    region,
    apiPort: await freePort(),
    provider: { url: provider.url, ...solapi },
    directory,
    media,
  })
  const stop = () => teardown.run()
  return {
    env,
    sqs: { endpoint: front.endpoint, front },
    s3: { endpoint: cloud.url, bucket },
    databaseUrl,
    redisUrl: redis.url,
    provider,
    postgres: postgres.cluster,
    directory,
    watch: (pid) => {
      guard.watch(pid)
      return () => guard.forget(pid)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The stack's folder goes last, and the guard that would remove it goes after it. */
function makeDirectory({ dir = tmpdir() }: StackOptions, teardown: Teardown): { directory: string; guard: Guard } {
  mkdirSync(dir, { recursive: true })
  const directory = mkdtempSync(join(dir, 'academy-stack-'))
  const guard = startGuard(directory)
  teardown.add(() => guard.disarm())
  teardown.add(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }))
  mkdirSync(join(directory, 'transcode'))
  return { directory, guard }
}

async function database(directory: string, guard: Guard, { fsync = true }: StackOptions, teardown: Teardown) {
  const cluster = await startPostgres({ directory: join(directory, 'postgres'), fsync, guard })
  teardown.add(() => cluster.stop())
  const passwords = await createRoles(cluster)
  await createDatabase(cluster.adminUrl(), databaseName)
  return { cluster, passwords }
}

async function redisDatabase(directory: string, guard: Guard, teardown: Teardown) {
  const server = await startRedis(join(directory, 'redis'), guard)
  teardown.add(() => server.stop())
  const taken = await takeDatabase(server)
  teardown.add(() => taken.release())
  return taken
}
