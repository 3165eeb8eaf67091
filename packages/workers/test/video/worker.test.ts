import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { type TenantId, validate } from '@academy/sdk/contract'
import { createPool, type Pool, withTransaction } from '@academy/sdk/database'
import { getJob, type JobRow } from '@academy/sdk/jobs'
import { Dispatcher } from '@academy/sdk/outbox'
import { ProgressStore } from '@academy/sdk/progress'
import { createSqsClient, provisionQueues, QueueDirectory } from '@academy/sdk/queues'
import { createRedis } from '@academy/sdk/redis'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makeFilm } from './films.ts'
import { WorkerProcess } from './worker-process.ts'
import { World } from './world.ts'

let world: World
let relay: Pool
let sqs: ReturnType<typeof createSqsClient>
let redis: ReturnType<typeof createRedis>
let progress: ProgressStore
let dispatcher: Dispatcher
const workers: WorkerProcess[] = []

beforeAll(async () => {
  world = await World.start()
  sqs = createSqsClient(world.config)
  await provisionQueues(sqs, ['videoJobs'])
  redis = createRedis(world.config)
  progress = new ProgressStore(redis, { costDefence: false })
  relay = createPool({ url: world.config.database.relayUrl, max: 1, applicationName: 'video-test-relay' })
  const log = { warn() {} } as unknown as ConstructorParameters<typeof Dispatcher>[0]['log']
  dispatcher = new Dispatcher({ pool: relay, sqs, queues: new QueueDirectory(sqs), progress, log })
})

afterAll(async () => {
  for (const worker of workers) await worker.end('SIGKILL')
  redis.disconnect()
  sqs.destroy()
  await relay.end()
  await noneLeft(() => connections())
  await world[Symbol.asyncDispose]()
})

function startWorker(name: string): WorkerProcess {
  const worker = new WorkerProcess(world.servers.env, name)
  workers.push(worker)
  return worker
}

/** A new job on its way to the queue. */
async function send(file: string | undefined) {
  const video = await world.newUploadedVideo(file)
  const jobId = await world.newJob(video.tenant, video.videoId, video.sourceKey)
  await dispatcher.dispatch(await jobOf(video.tenant, jobId))
  return { ...video, jobId }
}

async function jobOf(tenant: TenantId, jobId: string): Promise<JobRow> {
  return (await withTransaction(world.admin, (tx) => getJob(tx, tenant, jobId))) as JobRow
}

const until = <T>(what: () => Promise<T>, timeout = 18_000) =>
  vi.waitFor(what, { timeout, interval: 50 }).catch((error) => {
    throw new Error(`${error.message}\n${workers.map(({ output }) => output).join('\n')}`)
  })

const noneLeft = (list: () => Promise<readonly unknown[]>) => until(async () => expect(await list()).toEqual([]))

async function connections() {
  const { rows } = await world.admin.query(
    "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'academy-%'",
  )
  return rows
}

/** ffmpeg processes that work in this test's transcode folder. */
async function encoders(): Promise<string[]> {
  const lines = execFileSync('ps', ['-A', '-o', 'args=']).toString().split('\n')
  return lines.filter((line) => line.includes(`-i ${world.config.video.transcodeDir}`))
}

test('P-22 P-34 a worker takes the job from the queue, shows rising percents and publishes the video', async () => {
  startWorker('video-1')
  const sent = await send(await world.film())
  const seen: number[] = []
  await until(async () => {
    const shown = await progress.readVideo(sent.tenant, sent.videoId)
    if (shown.progress && shown.progress.percent !== seen.at(-1)) seen.push(shown.progress.percent)
    expect(validate.videoProgressDocument(shown.progress)).toEqual([])
    expect(shown.status).toMatchObject({ status: 'DONE', job_type: 'video_transcode', job_id: sent.jobId })
  })
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(await world.rowOf(sent)).toMatchObject({ status: 'READY' })
  expect(await jobOf(sent.tenant, sent.jobId)).toMatchObject({ status: 'DONE', attempt: 1 })
  expect(await world.objectsOf(sent)).toContain('master.m3u8')
})

test('a job that fails for good leaves its video FAILED in the same transaction', async () => {
  const sent = await send(undefined)
  await until(async () => expect(await jobOf(sent.tenant, sent.jobId)).toMatchObject({ status: 'FAILED' }))
  expect(await world.rowOf(sent)).toMatchObject({ status: 'FAILED', error_code: 'source_missing' })
})

test('P-06 P-32 a killed worker takes its ffmpeg along; the one that follows clears up and finishes', async () => {
  for (const worker of workers) await worker.end('SIGKILL')
  const file = `${world.servers.directory}/long.mp4`
  await makeFilm(world.config.video.ffmpegPath, file, { size: '480x270', seconds: 15 })
  const first = startWorker('video-2')
  const sent = await send(file)
  await until(async () => expect(await encoders()).toHaveLength(1))
  await first.end('SIGKILL')
  await noneLeft(encoders)
  expect(await readdir(world.config.video.transcodeDir)).toHaveLength(1)
  expect(await world.rowOf(sent)).toMatchObject({ status: 'PROCESSING' })

  startWorker('video-2') // the same name: its former jobs are taken back at once
  await until(async () => expect(await jobOf(sent.tenant, sent.jobId)).toMatchObject({ status: 'DONE', crashes: 1 }))
  expect(await world.rowOf(sent)).toMatchObject({ status: 'READY' })
  expect(await readdir(world.config.video.transcodeDir)).toEqual([])
}, 40_000)
