import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type AcademyConfig, loadConfig } from '@academy/sdk/config'
import { objectKeys, type TenantId, tenantId, video } from '@academy/sdk/contract'
import { createPool, migrate, type Pool, sdkMigrations, withTransaction } from '@academy/sdk/database'
import { createJob, type JobRow, toJobRow } from '@academy/sdk/jobs'
import { completeJob, fencedTransaction } from '@academy/sdk/lease'
import { createStorage, type ObjectStorage } from '@academy/sdk/storage'
import type { ClaimedJob, JobContext, ProgressUpdate } from '@academy/sdk/worker'
import { type TestServers, testServers } from '@academy/stack/testing'
import { heldClaims } from '../../src/video/adapters/held-claims.ts'
import { mediaTool } from '../../src/video/adapters/media-tool.ts'
import { transcodeVolume } from '../../src/video/adapters/transcode-volume.ts'
import { videoStorage } from '../../src/video/adapters/video-storage.ts'
import { videoStore } from '../../src/video/adapters/video-store.ts'
import { type TranscodeParts, transcodeVideo } from '../../src/video/application/transcode-video.ts'
import { makeFilm } from './films.ts'

const directories = [sdkMigrations, new URL('../../../api/migrations/', import.meta.url)]

/** A video whose source is stored. */
export interface StoredVideo {
  readonly tenant: TenantId
  readonly videoId: number
  readonly sourceKey: string
}

/** A video with a job that a worker has claimed. */
export interface ClaimedVideo extends StoredVideo {
  readonly job: ClaimedJob<'video_transcode'>
  readonly row: JobRow
}

/** Real PostgreSQL, S3 and ffmpeg, with the pipeline wired as its worker wires it. */
export class World implements AsyncDisposable {
  readonly servers: TestServers
  readonly config: AcademyConfig
  /** As the worker's role; one connection, so that a statement waits for ever when somebody holds it. */
  readonly pool: Pool
  readonly admin: Pool
  readonly storage: ObjectStorage
  readonly parts: TranscodeParts

  private constructor(servers: TestServers) {
    this.servers = servers
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = servers.env[name]
    this.config = loadConfig({ ...servers.env, WORKER_NAME: 'video-test' })
    const { workerUrl } = this.config.database
    this.pool = createPool({ url: workerUrl, max: 1, applicationName: 'video-test', connectTimeoutSeconds: 2 })
    this.admin = createPool({ url: servers.databaseUrl, max: 2, applicationName: 'video-test-admin' })
    this.storage = createStorage(this.config)
    const { transcodeDir, ffmpegPath, ffprobePath } = this.config.video
    this.parts = {
      store: videoStore,
      storage: videoStorage(this.storage),
      volume: transcodeVolume(transcodeDir, heldClaims(this.pool)),
      media: mediaTool({ ffmpegPath, ffprobePath, ...video }),
    }
  }

  static async start(): Promise<World> {
    const run = (url: string) => migrate({ url, directories })
    return new World(await testServers({ migrate: { name: 'video', run } }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.storage.close()
    await this.pool.end()
    await this.admin.end()
    await this.servers.stop()
  }

  /** Makes a film of five seconds: a whole segment and a short one. */
  async film(name = 'film.mp4'): Promise<string> {
    const file = join(this.servers.directory, name)
    await makeFilm(this.config.video.ffmpegPath, file, { size: '320x180', seconds: 5 })
    return file
  }

  async newTenant(): Promise<TenantId> {
    const tenant = tenantId(`t-${randomUUID().slice(0, 8)}`)
    await this.admin.query("INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, '하늘학원', 'basic')", [tenant])
    return tenant
  }

  /** An UPLOADED video with its source stored, unless there is none to store. */
  async newUploadedVideo(file: string | undefined): Promise<StoredVideo> {
    const tenant = await this.newTenant()
    const sourceKey = objectKeys.videoSource({ tenantId: tenant, sessionId: 12, uuid: randomUUID(), ext: 'mp4' })
    if (file) await this.storage.upload({ key: sourceKey, body: createReadStream(file), contentType: 'video/mp4' })
    const { rows } = await this.admin.query<{ id: string }>(
      `INSERT INTO videos (tenant_id, session_id, title, status, source_key)
       VALUES ($1, 12, '1강', 'UPLOADED', $2) RETURNING id`,
      [tenant, sourceKey],
    )
    return { tenant, sourceKey, videoId: Number(rows[0]?.id) }
  }

  /** The same, with its job claimed. */
  async newVideo(file: string | undefined): Promise<ClaimedVideo> {
    const { tenant, videoId, sourceKey } = await this.newUploadedVideo(file)
    const jobId = await this.newJob(tenant, videoId, sourceKey)
    const row = await this.claim(jobId)
    return { tenant, videoId, sourceKey, row, job: claimed(row) }
  }

  async newJob(tenant: TenantId, videoId: number, fileKey: string): Promise<string> {
    const { job } = await withTransaction(this.admin, (tx) =>
      createJob(tx, {
        tenantId: tenant,
        jobType: 'video_transcode',
        tier: 'basic',
        payload: {
          video_id: videoId,
          file_key: fileKey,
          hls_prefix: objectKeys.videoOutput({ tenantId: tenant, videoId }),
        },
        correlationId: randomUUID(),
        subject: { type: 'video', id: String(videoId) },
      }),
    )
    return job.jobId
  }

  /** The job becomes RUNNING once more, as after a worker's death: the fence rises. */
  async claim(jobId: string): Promise<JobRow> {
    await this.admin.query(
      "INSERT INTO workers (worker_id, name, fleet) VALUES ('w', 'w', 'video') ON CONFLICT DO NOTHING",
    )
    const { rows } = await this.admin.query("SELECT * FROM academy_take($1, 'w', 60, NULL, NULL)", [jobId])
    return toJobRow(rows[0])
  }

  /** Runs the handler and, when it ends well, completes the job as the worker does. */
  async transcode(video: ClaimedVideo, options: { parts?: Partial<TranscodeParts>; signal?: AbortSignal } = {}) {
    const shown: ProgressUpdate[] = []
    const ctx = this.context(video.row, shown, options.signal)
    const done = await transcodeVideo(video.job, ctx, { ...this.parts, ...options.parts })
    await completeJob(this.pool, video.row, done.result, done.commit)
    return { result: done.result, shown }
  }

  context(
    row: JobRow,
    shown: ProgressUpdate[] = [],
    signal: AbortSignal = new AbortController().signal,
  ): Pick<JobContext, 'signal' | 'progress' | 'transaction' | 'log'> {
    return {
      signal,
      progress: async (update) => {
        shown.push(update)
      },
      transaction: (work) => fencedTransaction(this.pool, row, work),
      log: { info() {} } as unknown as JobContext['log'],
    }
  }

  async rowOf({ videoId }: StoredVideo) {
    const { rows } = await this.admin.query('SELECT * FROM videos WHERE id = $1', [videoId])
    return rows[0]
  }

  /** Keys under the video's prefix, relative to it. */
  async objectsOf({ tenant, videoId }: StoredVideo): Promise<string[]> {
    const prefix = objectKeys.videoOutput({ tenantId: tenant, videoId })
    const found: string[] = []
    for await (const { key } of this.storage.list(prefix)) found.push(key.slice(prefix.length))
    return found.sort()
  }

  async text(key: string): Promise<string> {
    let text = ''
    for await (const chunk of await this.storage.read(key)) text += chunk
    return text
  }

  /** What lies on the transcode volume. */
  async folders(): Promise<string[]> {
    return readdir(this.config.video.transcodeDir)
  }
}

/** The job as its handler sees it. */
export function claimed(row: JobRow): ClaimedJob<'video_transcode'> {
  return {
    ...row,
    jobType: 'video_transcode',
    payload: row.payload as unknown as ClaimedJob<'video_transcode'>['payload'],
  }
}
