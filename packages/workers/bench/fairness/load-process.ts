// What the API does, in a process of its own: the relay, and at `begin` the arrivals of the quiet tenants until `end`.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '@academy/sdk/config'
import type { TenantId } from '@academy/sdk/contract'
import { createPool, withTenant } from '@academy/sdk/database'
import { createJob } from '@academy/sdk/jobs'
import { Dispatcher, startRelay } from '@academy/sdk/outbox'
import { ProgressStore } from '@academy/sdk/progress'
import { createSqsClient, QueueDirectory } from '@academy/sdk/queues'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { pino } from 'pino'
import { type Arrival, type LoadTask, quiet } from './load.ts'

const task = JSON.parse(process.argv[2] ?? '') as LoadTask
const config = loadConfig(process.env)
const api = createPool({ url: config.database.apiUrl, max: 4, applicationName: 'bench-api' })
const pool = createPool({ url: config.database.relayUrl, max: 4, applicationName: 'bench-relay' })
const redis = createRedis(config)
await whenReady(redis, 10)
const sqs = createSqsClient(config)
const resources = {
  ...{ pool, sqs, queues: new QueueDirectory(sqs), log: pino(pino.destination(2)) },
  progress: new ProgressStore(redis, { costDefence: false }),
}
const dispatcher = new Dispatcher(resources)
const relay = startRelay(resources)
const arrivals: Arrival[] = []
const creating = new Set<Promise<void>>()
let over = false

process.once('disconnect', () => process.exit()) // the bench has ended, however it did
process.send?.('ready')
await once(process, 'message') // begin
const arriving = task.perSecond > 0 ? quiet.map((tenant, i) => arrive(tenant, i / quiet.length)) : []
await once(process, 'message') // end
over = true
await Promise.all(arriving)
await Promise.all(creating)
await relay.stop()
await Promise.all([api.end(), pool.end()])
redis.disconnect()
sqs.destroy()
process.send?.(arrivals)
process.disconnect()

/** Evenly spaced, whatever became of the jobs before: a slow system is asked for no less. */
async function arrive(tenant: TenantId, phase: number): Promise<void> {
  const everyMs = 1000 / task.perSecond
  for (let next = performance.now() + phase * everyMs; !over; next += everyMs) {
    await sleep(Math.max(0, next - performance.now()))
    const created = create(tenant).catch((error) => resources.log.error({ err: error }, 'not created'))
    creating.add(created)
    void created.then(() => creating.delete(created))
  }
}

async function create(tenant: TenantId): Promise<void> {
  const id = randomUUID()
  const { job } = await withTenant(api, tenant, (tx) =>
    createJob(tx, {
      ...{ tenantId: tenant, jobType: 'message_send', tier: 'lite', correlationId: `bench-${id}` },
      payload: { notification_id: id, channel: 'sms', to: '01012345678', text: '안내', business_idempotency_key: id },
    }),
  )
  arrivals.push({ jobId: job.jobId, committedAt: Date.now() })
  await dispatcher.dispatch(job)
}
