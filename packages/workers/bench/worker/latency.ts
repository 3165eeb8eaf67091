import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import { createPool, withTenant } from '@academy/sdk/database'
import { createJob } from '@academy/sdk/jobs'
import { Dispatcher } from '@academy/sdk/outbox'
import { ProgressStore } from '@academy/sdk/progress'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { startStack } from '@academy/stack'
import { pino } from 'pino'
import { payloadOf } from './backlog.ts'
import { Platform } from './platform.ts'

const child = fileURLToPath(new URL('./latency-process.ts', import.meta.url))
const pauseMs = 25
const patienceMs = 20_000

/** Milliseconds from before the job's creation to its handler's start, of jobs that meet an idle worker, one by one. */
export async function enqueueToStart(jobs: number): Promise<number[]> {
  await using stack = await startStack()
  const env = { ...stack.env, SQS_ENDPOINT: stack.s3.endpoint }
  const platform = await Platform.create(env)
  const config = loadConfig({ ...env, WORKER_NAME: 'bench' })
  const api = createPool({ url: config.database.apiUrl, max: 2, applicationName: 'bench-api' })
  const relay = createPool({ url: config.database.relayUrl, max: 2, applicationName: 'bench-relay' })
  const redis = createRedis(config)
  const progress = new ProgressStore(redis, { costDefence: false })
  const dispatcher = new Dispatcher({
    pool: relay,
    sqs: platform.sqs,
    queues: platform.queues,
    progress,
    log: pino({ level: 'silent' }),
  })
  const worker = fork(child, [], { env: { ...process.env, ...env } })
  const started = new Map<string, number>()
  try {
    await Promise.all([once(worker, 'message'), whenReady(redis, 5)])
    worker.on('message', ({ jobId, at }: { jobId: string; at: number }) => started.set(jobId, at))
    const times: number[] = []
    for (let made = 0; made < jobs; made += 1) {
      const at = performance.timeOrigin + performance.now()
      const { job } = await withTenant(api, platform.tenant, (tx) =>
        createJob(tx, {
          ...{ tenantId: platform.tenant, jobType: 'message_send', tier: 'basic', correlationId: `bench-${made}` },
          payload: payloadOf() as never,
        }),
      )
      await dispatcher.dispatch(job)
      times.push((await seen(started, job.jobId)) - at)
      await sleep(pauseMs)
    }
    return times
  } finally {
    worker.kill('SIGKILL')
    redis.disconnect()
    await Promise.all([api.end(), relay.end(), platform.close()])
  }
}

async function seen(started: ReadonlyMap<string, number>, jobId: string): Promise<number> {
  const latest = performance.now() + patienceMs
  for (;;) {
    const at = started.get(jobId)
    if (at !== undefined) return at
    if (performance.now() > latest) throw new Error('a job was not started')
    await sleep(1)
  }
}
