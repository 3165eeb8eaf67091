import type { AcademyConfig } from '@academy/sdk/config'
import { outboxPolicy, slo } from '@academy/sdk/contract'
import { createPool } from '@academy/sdk/database'
import { Dispatcher, startRelay } from '@academy/sdk/outbox'
import { ProgressStore } from '@academy/sdk/progress'
import { createSqsClient, QueueDirectory } from '@academy/sdk/queues'
import { createRedis } from '@academy/sdk/redis'
import { createStorage } from '@academy/sdk/storage'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { checkBoot } from './adapters/boot-checks.ts'
import { boundedCheck } from './adapters/bounded-check.ts'
import { FastDispatch } from './adapters/dispatch.ts'
import { createFirstLoginFiles } from './adapters/excel/first-logins.ts'
import { createRosterTemplate } from './adapters/excel/roster-template.ts'
import { authenticateWith } from './adapters/http/authentication.ts'
import { healthHandlers } from './adapters/http/handlers/health.ts'
import { jobHandlers } from './adapters/http/handlers/jobs.ts'
import { messagingHandlers } from './adapters/http/handlers/messaging.ts'
import { studentHandlers } from './adapters/http/handlers/students.ts'
import { videoHandlers } from './adapters/http/handlers/videos.ts'
import { createServer } from './adapters/http/server.ts'
import { PostgresDatabase } from './adapters/postgres/database.ts'
import { RedisProgress } from './adapters/redis/progress.ts'
import { RosterFiles } from './adapters/storage/rosters.ts'
import { VideoFiles } from './adapters/storage/videos.ts'
import { migrationDirectories } from './migrations.ts'

/** A running API. */
export interface Api extends AsyncDisposable {
  /** Address it listens on, without a path. */
  readonly url: string
  /** Answers what is under way, then gives everything back. */
  stop(): Promise<void>
}

// Part of the promised time that the database may use; the rest is the way there and back.
const healthMs = slo.healthSeconds * 1000 * 0.8
const healthHoldMs = 1000
// Rounds that a working relay may miss before this instance counts as not ready (P-47).
const silentRelayRounds = 30

/**
 * Starts the HTTP server and the outbox relay of one process.
 * @throws AcademyError that says in one line what is missing and how to get it; nothing is left open then
 */
export async function startApi(config: AcademyConfig, log: Logger): Promise<Api> {
  const open = openResources(config, log)
  let app: FastifyInstance | undefined
  let stopping = false
  try {
    const ready = () => !stopping
    app = await createServer(handlersOf(open, config, ready), {
      authenticate: authenticateWith(config.auth.jwtSecret),
      log,
    })
    await checkBoot({ ...open, config, log, migrations: migrationDirectories })
    open.startRelay()
    await app.listen({ host: config.api.host, port: config.api.port })
  } catch (error) {
    await app?.close()
    await open.close()
    throw error
  }
  const server = app
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopping = true
    stopped ??= server.close().then(() => open.close())
    return stopped
  }
  return { url: addressOf(server), stop, [Symbol.asyncDispose]: stop }
}

type Resources = ReturnType<typeof openResources>

/** Connections are made when they are first used; nothing here waits. */
function openResources(config: AcademyConfig, log: Logger) {
  const onConnectionError = (error: Error) => log.warn({ err: error }, 'a database connection was lost')
  const pool = (url: string, max: number, applicationName: string) =>
    createPool({ url, max, applicationName, onConnectionError })
  const { database } = config
  const pools = {
    DATABASE_URL_API: pool(database.apiUrl, database.apiPoolSize, 'academy-api'),
    DATABASE_URL_API_READER: pool(database.apiReaderUrl, database.apiReaderPoolSize, 'academy-api-reader'),
    DATABASE_URL_RELAY: pool(database.relayUrl, database.relayPoolSize, 'academy-relay'),
  }
  const redis = createRedis(config, { onError: (error) => log.warn({ err: error }, 'the Redis connection failed') })
  const sqs = createSqsClient(config)
  const storage = createStorage(config)
  const progress = new ProgressStore(redis, {
    costDefence: config.redis.costDefence,
    onWriteError: (error, key) => log.warn({ err: error, key }, 'progress was not written'),
  })
  const outgoing = { pool: pools.DATABASE_URL_RELAY, sqs, queues: new QueueDirectory(sqs), progress, log }
  let relay: ReturnType<typeof startRelay> | undefined
  return {
    pools,
    redis,
    sqs,
    storage,
    progress,
    dispatcher: new Dispatcher(outgoing),
    startRelay: () => {
      relay = startRelay(outgoing)
    },
    relayLives: () =>
      relay !== undefined && relay.secondsSinceLastRound() < silentRelayRounds * outboxPolicy.relayIdleSeconds,
    close: async () => {
      await relay?.stop()
      await Promise.all(Object.values(pools).map((each) => each.end()))
      redis.disconnect()
      sqs.destroy()
      storage.close()
    },
  }
}

function handlersOf(open: Resources, config: AcademyConfig, ready: () => boolean) {
  const store = new PostgresDatabase({
    writer: open.pools.DATABASE_URL_API,
    reader: open.pools.DATABASE_URL_API_READER,
  })
  const ports = {
    database: store,
    dispatch: new FastDispatch(open.dispatcher, open.progress),
    progress: new RedisProgress(open.progress),
    rosters: new RosterFiles(open.storage),
    rosterTemplate: createRosterTemplate(),
    firstLogins: createFirstLoginFiles(config.imports.oneTimeSecretKey),
    videos: new VideoFiles(open.storage),
    mediaBaseUrl: config.storage.mediaBaseUrl,
  }
  const database = boundedCheck(() => store.ping(), {
    limitMs: healthMs,
    holdMs: healthHoldMs,
  })
  return {
    ...jobHandlers(ports),
    ...studentHandlers(ports),
    ...videoHandlers(ports),
    ...messagingHandlers(ports),
    ...healthHandlers({
      database,
      redis: async () => open.redis.status === 'ready',
      relay: async () => open.relayLives(),
      accepting: async () => ready(),
    }),
  }
}

function addressOf(server: FastifyInstance): string {
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
