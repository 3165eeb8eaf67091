// The watchdog of a worker's event loop, and the end of a process whose handlers do not heed their signals (laws 4, 5,
// 10). It must not need the main thread for anything: output is written with writeSync, connections are its own.
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { loadConfig } from '../config/index.ts'
import { fleets } from '../contract/index.ts'
import { createPool } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { abandonIdentity, type LeftBehind } from '../lease/index.ts'
import { haltMainThread } from './blocking-run.ts'
import { type ProcessEnd, type ToWatchdog, type WatchdogStart, watched } from './loop-watchdog.ts'
import type { QueueMessages } from './queue-messages.ts'

const { fleet, name, shared } = workerData as WatchdogStart
const values = new BigInt64Array(shared)
const config = loadConfig(process.env, [fleet])
const { abortAfterSeconds, deadAfterSeconds } = fleets[fleet]

const lookEveryMs = 100
const silentMs = 1000 // a loop that ticked within it is busy, not blocked
const patienceMs = (deadAfterSeconds - abortAfterSeconds) * 1000 // for the whole hand-back
const nanosecondsPerMs = 1_000_000n

let workerId = ''
let lookedAt = process.hrtime.bigint()
let judgesFrom = 0n
let ending = false
parentPort?.on('message', (message: ToWatchdog) => {
  if (message.type === 'watch') workerId = message.workerId
  else endProcess(message)
})

const msSince = (at: bigint, now: bigint) => Number((now - at) / nanosecondsPerMs)

const looking = setInterval(() => {
  const now = process.hrtime.bigint()
  // The whole process stood still (frozen, or a machine out of breath): its loop gets the time to show that it lives.
  if (msSince(lookedAt, now) > silentMs / 2) judgesFrom = now + BigInt(silentMs) * nanosecondsPerMs
  lookedAt = now
  if (now < judgesFrom || workerId === '' || Atomics.load(values, watched.runs) === 0n) return
  if (msSince(Atomics.load(values, watched.tickAt), now) <= silentMs) return
  if (msSince(Atomics.load(values, watched.confirmedAt), now) <= abortAfterSeconds * 1000) return
  endProcess({ why: `a handler blocked the event loop for more than ${abortAfterSeconds} s`, crashed: 'blocker' })
}, lookEveryMs)

type End = ProcessEnd | { readonly why: string; readonly crashed: 'blocker' }

/** Neighbours first, then the process, whatever becomes of the first. */
function endProcess(end: End): void {
  if (ending) return
  ending = true
  clearInterval(looking)
  const late = sleep(patienceMs).then(() => say('error', 'not everything was handed back in time', {}))
  // Nothing weaker ends a process whose main thread does not listen.
  void Promise.race([handBack(end), late]).then(() => process.kill(process.pid, 'SIGKILL'))
}

async function handBack(end: End): Promise<void> {
  try {
    const blocker = await haltMainThread()
    const toBlame = end.crashed === 'blocker' ? blocker : end.jobId
    say('fatal', `${end.why}: the process ends`, { worker_id: workerId, job_id: toBlame ?? null })
    const pool = createPool({ url: config.database.workerUrl, max: 1, applicationName: `academy-${name}-watchdog` })
    const crashed = end.crashed === 'none' ? 'none' : (toBlame ?? 'unknown')
    const left = await abandonIdentity(pool, { workerId, fleet }, { crashed })
    say('warn', 'its jobs were handed back', { jobs: left.takenBack.map((job) => job.jobId) })
    await wakeOthers(left)
  } catch (error) {
    say('error', 'handing back failed; the jobs are taken over once the beat is judged dead', { err: String(error) })
  }
}

/**
 * The rows are due and are claimed without their messages, too: the clients of queues and Redis are loaded only now, and
 * not a second time into the memory of every worker.
 */
async function wakeOthers({ takenBack, ended }: LeftBehind): Promise<void> {
  const { createSqsClient, QueueDirectory } = await import('../queues/index.ts')
  const { QueueMessages } = await import('./queue-messages.ts')
  const sqs = createSqsClient(config)
  const messages = new QueueMessages(sqs, new QueueDirectory(sqs))
  await Promise.all([
    showEnds(ended, messages),
    ...takenBack.map(async ({ queueUrl, receiptHandle }) => {
      if (queueUrl && receiptHandle) await messages.setVisibility(queueUrl, receiptHandle, 0).catch(() => {})
    }),
  ])
}

/** Neighbours that are DONE, while the main thread could no longer show it. */
async function showEnds(ended: readonly JobRow[], messages: QueueMessages): Promise<void> {
  if (ended.length === 0) return
  const { createRedis } = await import('../redis/index.ts')
  const { ProgressStore } = await import('../progress/index.ts')
  const { showEnd } = await import('./settle.ts')
  const progress = new ProgressStore(createRedis(config), { costDefence: config.redis.costDefence })
  await Promise.all(
    ended.map(async (job) => {
      await showEnd(job, { progress })
      if (job.queueUrl && job.receiptHandle) await messages.delete(job.queueUrl, job.receiptHandle).catch(() => {})
    }),
  )
}

function say(level: 'warn' | 'error' | 'fatal', msg: string, facts: Record<string, unknown>): void {
  const number = { warn: 40, error: 50, fatal: 60 }[level]
  const base = { level: number, time: Date.now(), service: `${fleet}-worker`, worker: name, process: 'watchdog' }
  try {
    writeSync(1, `${JSON.stringify({ ...base, ...facts, msg })}\n`)
  } catch {
    // A full pipe: nothing can be said, everything is still done.
  }
}
