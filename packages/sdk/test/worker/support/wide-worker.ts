// A worker with many slots, whose jobs end at once: what it asks of queue and database is counted.
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { loadConfig } from '../../../src/config/index.ts'
import { createPool } from '../../../src/database/index.ts'
import { ProgressStore } from '../../../src/progress/index.ts'
import { createSqsClient, QueueDirectory } from '../../../src/queues/index.ts'
import { createRedis } from '../../../src/redis/index.ts'
import { done, type JobHandler, Worker } from '../../../src/worker/index.ts'

const config = loadConfig(process.env, ['messaging'])
const { name } = config.worker
const slots = Number(process.env.SLOTS)
const workMs = Number(process.env.WORK_MS)
const sqs = createSqsClient(config)
const redis = createRedis(config)
let mostAtOnce = 0
let running = 0

const messageSend: JobHandler<'message_send'> = async (job) => {
  running += 1
  mostAtOnce = Math.max(mostAtOnce, running)
  if (workMs > 0) await sleep(workMs)
  running -= 1
  console.log(`ran ${job.jobId} ${mostAtOnce}`)
  return done<'message_send'>({
    provider_message_id: job.jobId,
    ...{ channel: 'sms', sent_as: 'sms', accepted_at: job.createdAt.toISOString() },
  })
}

const worker = new Worker({
  ...{ fleet: 'messaging', name, module: new URL(import.meta.url), redis, sqs, queues: new QueueDirectory(sqs) },
  pool: createPool({ url: config.database.workerUrl, max: 4, applicationName: `academy-${name}` }),
  handlers: { handlers: { message_send: messageSend } } as never,
  progress: new ProgressStore(redis, { costDefence: false }),
  log: pino(),
  limits: { slotsPerProcess: slots, fleetLimit: slots, tenantCap: slots },
})
await worker.start()
