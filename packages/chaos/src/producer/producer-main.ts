// The creator of the load, as an API process is one: creates the plan's jobs when they are due, sends them, and relays
// what could not be sent. A job counts as created once its transaction has answered.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '@academy/sdk/config'
import { tenantId } from '@academy/sdk/contract'
import { createPool, withTenant } from '@academy/sdk/database'
import { createJob, type JobRow } from '@academy/sdk/jobs'
import { Dispatcher, startRelay } from '@academy/sdk/outbox'
import { ProgressStore } from '@academy/sdk/progress'
import { createSqsClient, QueueDirectory } from '@academy/sdk/queues'
import { createRedis } from '@academy/sdk/redis'
import { pino } from 'pino'
import type { Plan, PlannedJob } from '../plan/planned.ts'
import { Recorder } from '../recorder/history.ts'
import { settings } from '../workers/settings.ts'
import { newJob } from './new-job.ts'

const pauseBetweenTriesMs = 250

const { planFile, historyFile } = settings()
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Plan
const recorder = new Recorder(historyFile)
const log = pino()
const config = loadConfig(process.env)
const api = createPool({ url: config.database.apiUrl, max: 10, applicationName: 'chaos-api', queryTimeoutSeconds: 5 })
const relayPool = createPool({ url: config.database.relayUrl, max: 4, applicationName: 'chaos-relay' })
const sqs = createSqsClient(config)
const redis = createRedis(config, { onError: (error) => log.warn({ err: error }, 'redis') })
const progress = new ProgressStore(redis, { costDefence: false, onWriteError: () => {} })
const resources = { pool: relayPool, sqs, queues: new QueueDirectory(sqs), redis, progress, log }
const dispatcher = new Dispatcher(resources)
startRelay(resources)

async function create(planned: PlannedJob): Promise<JobRow> {
  const tenant = tenantId(planned.tenant)
  for (;;) {
    try {
      const { job } = await withTenant(api, tenant, (tx) => createJob(tx, newJob(planned)))
      return job
    } catch (error) {
      // The answer may be lost while the job is there: the same idempotency key finds it.
      log.warn({ err: error, job_id: planned.id }, 'not created yet')
      await sleep(pauseBetweenTriesMs)
    }
  }
}

async function produce(planned: PlannedJob): Promise<void> {
  const job = await create(planned)
  recorder.record({ what: 'created', job: planned.id })
  await dispatcher.dispatch(job)
}

// The harness says when the window begins.
process.once('message', async () => {
  const began = performance.now()
  for (const planned of plan.jobs) {
    await sleep(Math.max(0, planned.at * 1000 - (performance.now() - began)))
    void produce(planned)
  }
})
process.send?.('ready')
