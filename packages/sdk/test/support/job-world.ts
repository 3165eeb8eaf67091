import { randomUUID } from 'node:crypto'
import { type TestServers, testServers } from '@academy/stack/testing'
import { pino } from 'pino'
import { loadConfig } from '../../src/config/index.ts'
import { type FleetName, fleets, type TenantId, type Tier, tenantId } from '../../src/contract/index.ts'
import { createPool, migrate, type Pool, sdkMigrations, withTenant } from '../../src/database/index.ts'
import { createJob, type JobRow, type NewJob } from '../../src/jobs/index.ts'
import { startWorkerIdentity } from '../../src/lease/index.ts'
import { ProgressStore } from '../../src/progress/index.ts'
import { createSqsClient, provisionQueues, QueueDirectory } from '../../src/queues/index.ts'
import { createRedis } from '../../src/redis/index.ts'

/** Real servers with the SDK's tables, and the pools of its roles. */
export type JobWorld = Awaited<ReturnType<typeof jobWorld>>

/** What a job world needs of its servers. */
export type JobServers = Pick<TestServers, 'env' | 'databaseUrl' | 'redisUrl' | 'sqs' | 'stop'>

const migrated = {
  name: 'sdk',
  run: async (url: string) => void (await migrate({ url, directories: [sdkMigrations] })),
}

/** @param given migrated servers that the test has started itself; they are stopped with the world */
export async function jobWorld({ queues = false, given }: { readonly queues?: boolean; given?: JobServers } = {}) {
  const servers: JobServers = given ?? (await testServers({ migrate: migrated }))
  // The AWS client reads its credentials from the environment of its process.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = servers.env[name]
  const config = loadConfig({ ...servers.env, WORKER_NAME: 'test' })
  const pool = (url: string): Pool => createPool({ url, max: 4, applicationName: 'test' })
  const api = pool(config.database.apiUrl)
  const worker = pool(config.database.workerUrl)
  const relay = pool(config.database.relayUrl)
  const admin = pool(servers.databaseUrl)
  const redis = createRedis(config)
  const sqs = createSqsClient(config)
  if (queues) await provisionQueues(sqs)
  const log = pino({ level: 'silent' })
  const directory = new QueueDirectory(sqs)
  const progress = new ProgressStore(redis, { costDefence: false })
  return {
    ...{ servers, config, api, worker, relay, admin, redis, sqs, log, queues: directory, progress },
    async tenant(tier: Tier = 'lite'): Promise<TenantId> {
      const id = tenantId(`t-${randomUUID().slice(0, 8)}`)
      await admin.query('INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $1, $2)', [id, tier])
      return id
    },
    async job(tenant: TenantId, extra: Partial<NewJob<'excel_parsing'>> = {}): Promise<JobRow> {
      const { job } = await withTenant(api, tenant, (tx) => createJob(tx, roster(tenant, extra)))
      return job
    },
    async identity(fleet: FleetName = 'ai', name = `worker-${randomUUID().slice(0, 8)}`): Promise<string> {
      const workerId = `${name}:${randomUUID().slice(0, 8)}`
      await startWorkerIdentity(worker, { workerId, name, fleet, host: 'another-machine' })
      return workerId
    },
    async row(jobId: string): Promise<Record<string, unknown>> {
      return (await admin.query('SELECT * FROM jobs WHERE job_id = $1', [jobId])).rows[0]
    },
    /** Nobody is judged right after a database start; the test servers may have started just now. */
    async untilReapersJudge(): Promise<void> {
      const wait = `SELECT pg_sleep(greatest(0, $1 + 0.1 - extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())))`
      await admin.query(wait, [fleets.ai.deadAfterSeconds])
    },
    async stop() {
      redis.disconnect()
      sqs.destroy()
      await Promise.all([api.end(), worker.end(), relay.end(), admin.end()])
      await servers.stop()
    },
  }
}

/** A job that every tier may run. */
export function roster(tenant: TenantId, extra: Partial<NewJob<'excel_parsing'>> = {}): NewJob<'excel_parsing'> {
  return {
    tenantId: tenant,
    jobType: 'excel_parsing',
    tier: 'lite',
    payload: {
      object_key: `excel/${tenant}/${randomUUID()}.xlsx`,
      kind: 'students',
      password_mode: 'fixed',
    } as NewJob<'excel_parsing'>['payload'],
    correlationId: `test-${randomUUID()}`,
    ...extra,
  }
}
