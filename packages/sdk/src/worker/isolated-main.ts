// The child process of isolated job types (law 5): it runs one job at a time and can be killed without its worker.
import { setInterval } from 'node:timers'
import { pino } from 'pino'
import { loadConfig } from '../config/index.ts'
import { type FleetName, fleets, type JobType } from '../contract/index.ts'
import { createPool } from '../database/index.ts'
import { JobAborted } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { ProgressStore } from '../progress/index.ts'
import { createSqsClient } from '../queues/index.ts'
import { createRedis } from '../redis/index.ts'
import { Completions } from './completions.ts'
import { asRunOf, durationOfRun } from './current-run.ts'
import { executeHandler } from './execute-handler.ts'
import type { FromChild, ToChild } from './isolated-protocol.ts'
import { endWithParent } from './parent-watch.ts'
import type { JobHandler, WorkerModule } from './types.ts'

const [fleet, moduleUrl, workerName] = process.argv.slice(2) as [FleetName, string, string]
const config = loadConfig(process.env, [fleet])
const log = pino({
  base: { service: `${fleet}-worker`, worker: workerName, process: 'isolated' },
  mixin: durationOfRun,
})
const pool = createPool({
  url: config.database.workerUrl,
  max: config.database.isolatedPoolSize,
  applicationName: `academy-${workerName}-isolated`,
})
const redis = createRedis(config)
const sqs = createSqsClient(config)
const progress = new ProgressStore(redis, {
  costDefence: config.redis.costDefence,
  onWriteError: (error, key) => log.warn({ err: error, key }, 'progress was not written'),
})
const completions = new Completions(pool)
const module = (await import(moduleUrl)) as WorkerModule<FleetName>
const { handlers } = await module.createHandlers({ config, pool, redis, sqs, log })

let running: AbortController | undefined
let leaseConfirmedAt = performance.now()

const say = (message: FromChild) => process.send?.(message)

async function run(job: JobRow): Promise<void> {
  running = new AbortController()
  leaseConfirmedAt = performance.now()
  const handler = (handlers as Partial<Record<JobType, JobHandler<JobType>>>)[job.jobType]
  const { signal } = running
  const resources = { pool, progress, completions, log }
  const outcome = await asRunOf(job.jobId, () => executeHandler(job, handler, signal, resources))
  running = undefined
  say({ type: 'ended', outcome })
}

process.on('message', (message: ToChild) => {
  if (message.type === 'run') void run(message.job)
  if (message.type === 'abort') running?.abort(new JobAborted(message.reason))
  if (message.type === 'lease_confirmed') leaseConfirmedAt = performance.now()
})

// The worker may be frozen while this process is not: the lease ends here too, before anyone else may start (P-11).
// After a handler that blocked this loop the confirmations wait to be read: timers come before them, immediates after.
const silent = () => performance.now() - leaseConfirmedAt > fleets[fleet].abortAfterSeconds * 1000
const endSilent = () => silent() && running?.abort(new JobAborted('lease_lost'))
setInterval(() => silent() && setImmediate(endSilent), 250).unref()

// A killed worker's child must not work on: it takes its own process group (an encoder, say) with it.
process.on('disconnect', () => {
  running?.abort(new JobAborted('lease_lost'))
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.exit(1)
  }
})
// Ctrl-C and a service stop reach the whole session; the worker decides when this process ends.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

endWithParent()
say({ type: 'ready' })
