import { loadConfig } from '@academy/sdk/config'
import { type Tier, tenantId } from '@academy/sdk/contract'
import { createPool, migrate, type Pool } from '@academy/sdk/database'
import { ProgressStore } from '@academy/sdk/progress'
import { createSqsClient, provisionQueues } from '@academy/sdk/queues'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { createStorage } from '@academy/sdk/storage'
import { type TestServers, testServers } from '@academy/stack/testing'
import { pino } from 'pino'
import { migrationDirectories } from '../../src/migrations.ts'
import { type Api, startApi } from '../../src/start.ts'
import { client, type TestClient } from './client.ts'
import { type S3Witness, watchS3 } from './s3-witness.ts'
import { type Claims, token } from './tokens.ts'

/** A running API on servers of its own, and ways to look at what it left there. */
export interface Harness extends AsyncDisposable {
  readonly servers: TestServers
  readonly url: string
  readonly server: Api
  /** The superuser's view of the database. */
  readonly admin: Pool
  readonly storage: ReturnType<typeof createStorage>
  readonly s3: S3Witness
  readonly progress: ProgressStore
  readonly redis: ReturnType<typeof createRedis>
  readonly sqs: ReturnType<typeof createSqsClient>
  /** Lines that the API logged. */
  readonly logged: string[]
  /** A new tenant and a client with the token of its owner. */
  tenant(tier?: Tier): Promise<{ id: ReturnType<typeof tenantId>; api: TestClient }>
  /** Sends that reached the queue service, newest last. */
  sent(): { queueUrl: string; body: Record<string, unknown>; groupId: string }[]
  /** A client with a token of your choice. */
  as(claims: Partial<Claims>): Promise<TestClient>
  stop(): Promise<void>
}

export const migrated = {
  name: 'api',
  run: async (url: string) => void (await migrate({ url, directories: migrationDirectories })),
}

/** @param change replaces parts of the API's environment, once its servers are there */
export async function startHarness(
  change: (env: Readonly<Record<string, string>>) => Promise<Record<string, string>> = async () => ({}),
): Promise<Harness> {
  const servers = await testServers({ migrate: migrated })
  Object.assign(process.env, pick(servers.env, ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']))
  const s3 = await watchS3(servers.s3.endpoint)
  const env = { ...servers.env, S3_ENDPOINT: s3.endpoint, API_PORT: '0', WORKER_NAME: 'none' }
  const config = loadConfig(env)
  const sqs = createSqsClient(config)
  await provisionQueues(sqs)
  const logged: string[] = []
  const log = pino({}, { write: (line: string) => void logged.push(line) })
  const api = await startApi(loadConfig({ ...env, ...(await change(env)) }), log)
  const admin = createPool({ url: servers.databaseUrl, max: 2, applicationName: 'test' })
  const redis = createRedis(config)
  await whenReady(redis, 5)
  const storage = createStorage(config)
  const secret = config.auth.jwtSecret
  let tenants = 0
  const as = async (claims: Partial<Claims>) => client(api.url, await token(secret, claims))
  const stop = async () => {
    await api.stop()
    await admin.end()
    redis.disconnect()
    sqs.destroy()
    storage.close()
    await s3.stop()
    await servers.stop()
  }
  return {
    servers,
    url: api.url,
    server: api,
    admin,
    storage,
    s3,
    redis,
    sqs,
    progress: new ProgressStore(redis, { costDefence: false }),
    logged,
    as,
    sent: () =>
      servers.sqs.front
        .log()
        .filter(({ target }) => target.endsWith('SendMessage'))
        .map(({ input }) => input as { QueueUrl: string; MessageBody: string; MessageGroupId: string })
        .map((input) => ({
          queueUrl: input.QueueUrl,
          body: JSON.parse(input.MessageBody),
          groupId: input.MessageGroupId,
        })),
    async tenant(tier = 'lite') {
      tenants += 1
      const id = tenantId(`haneul-${tenants}`)
      await admin.query('INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $2, $3)', [id, '하늘학원', tier])
      return { id, api: await as({ tenant_id: id }) }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function pick(env: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, env[name]]))
}
