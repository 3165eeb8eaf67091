import type { Redis } from 'ioredis'
import { Batches } from '../batches/index.ts'
import {
  type JobProgressDocument,
  type JobStatusDocument,
  legacyRedisKeys,
  redisKeys,
  type TenantId,
  type VideoProgressDocument,
  type VideoStatusDocument,
} from '../contract/index.ts'
import { AcademyError } from '../errors/index.ts'
import { whenReady } from '../redis/index.ts'
import { BatchedReads } from './batched-reads.ts'
import {
  type ProgressDocumentUpdate,
  progressDocument,
  progressTtl,
  type StatusUpdate,
  statusDocument,
  statusTtl,
} from './documents.ts'
import { LateWrites } from './late-writes.ts'
import { readLegacyProgress } from './legacy-progress.ts'
import { type ProgressJob, rankOf, videoOf } from './progress-job.ts'
import { type DocumentWrite, writeDocuments } from './write-script.ts'

/** What became of a write: `refused` is a zombie or a repetition, `failed` an outage, counted and told. */
export type WriteOutcome = 'written' | 'refused' | 'failed'

/** What is known of a job or a video; null where nothing is. */
export interface KnownProgress<Status, Progress> {
  readonly status: Status | null
  readonly progress: Progress | null
}

export interface ProgressStoreOptions {
  /** Finished documents expire after a day instead of never. */
  readonly costDefence: boolean
  /** Hears of every write that failed (P-22); the work goes on. */
  readonly onWriteError?: (error: unknown, key: string) => void
}

const bootSeconds = 2
const silenceMs = 1000

/**
 * Where a job stands, in Redis: what clients poll while the work is under way, so that the database is never asked.
 * Only a view: the job row decides. Writes never fail a job (P-27); a zombie's are refused (P-07).
 *
 * @example
 * const progress = new ProgressStore(redis, { costDefence: config.redis.costDefence })
 * await progress.pending(job) // before its message can be received (P-23)
 * const { status } = await progress.read(tenant, jobId)
 */
export class ProgressStore {
  private readonly redis: Redis
  private readonly reads: BatchedReads
  private readonly options: ProgressStoreOptions
  // Right after the start the connection is not there yet; later, an outage is not waited for.
  private readonly opened: Promise<unknown>
  private readonly writes: Batches<DocumentWrite, 'written' | 'refused'>
  private readonly late = new LateWrites((write) => this.send(write))
  private errors = 0
  // After a write that was not answered the next ones fail at once: a job of many writes waits once, not for each.
  private silentUntil = 0

  constructor(redis: Redis, options: ProgressStoreOptions) {
    this.redis = redis
    this.writes = new Batches({ send: (writes) => writeDocuments(redis, writes), mostItems: 100, sideBySide: 10 })
    this.reads = new BatchedReads(redis)
    this.options = options
    this.opened = whenReady(redis, bootSeconds)
    redis.on('ready', () => {
      this.silentUntil = 0
    })
    redis.on('end', () => this.late.forget())
  }

  /** Writes that failed since the start: a metric. */
  get writeErrors(): number {
    return this.errors
  }

  /** Status documents that an outage delays: a metric. They are written once Redis answers again. */
  get lateWrites(): number {
    return this.late.size
  }

  /** The job exists and waits. Lives as long as the queue keeps its message. */
  pending(job: ProgressJob): Promise<WriteOutcome> {
    return this.status(job, { status: 'PENDING' })
  }

  /** A change of state. Terminal states stay; only a redrive, which has a greater fence, leaves them. */
  status(job: ProgressJob, update: StatusUpdate): Promise<WriteOutcome> {
    const document = statusDocument(job, update)
    const ttl = statusTtl(document, this.options.costDefence)
    return this.write(job, 'status', document, ttl, rankOf[document.status])
  }

  /** How far the work is. Later updates of one claim carry a greater `seq`. */
  progress(job: ProgressJob, update: ProgressDocumentUpdate): Promise<WriteOutcome> {
    const document = progressDocument(job, update)
    return this.write(job, 'progress', document, progressTtl(document, this.options.costDefence), document.seq)
  }

  /**
   * What is known of a tenant's job. Another tenant's job is as unknown as none.
   * @throws AcademyError `redis_unavailable`
   */
  async read(tenant: TenantId, jobId: string): Promise<KnownProgress<JobStatusDocument, JobProgressDocument>> {
    const progressKey = redisKeys.jobProgress(tenant, jobId)
    return this.reading(async () => {
      const found = await this.get<JobStatusDocument, JobProgressDocument>(
        redisKeys.jobStatus(tenant, jobId),
        progressKey,
      )
      if (found.status || found.progress) return found
      return {
        status: null,
        progress: await readLegacyProgress(this.redis, tenant, legacyRedisKeys.jobProgress(jobId), progressKey),
      }
    })
  }

  /**
   * What is known of a video's newest job.
   * @throws AcademyError `redis_unavailable`
   */
  async readVideo(
    tenant: TenantId,
    videoId: number,
  ): Promise<KnownProgress<VideoStatusDocument, VideoProgressDocument>> {
    const progressKey = redisKeys.videoProgress(tenant, videoId)
    return this.reading(async () => {
      const found = await this.get<VideoStatusDocument, VideoProgressDocument>(
        redisKeys.videoStatus(tenant, videoId),
        progressKey,
      )
      if (found.status || found.progress) return found
      return {
        status: null,
        progress: await readLegacyProgress(this.redis, tenant, legacyRedisKeys.videoProgress(videoId), progressKey),
      }
    })
  }

  private async write(
    job: ProgressJob,
    kind: DocumentWrite['kind'],
    document: JobStatusDocument | JobProgressDocument,
    ttl: number | null,
    order: number,
  ): Promise<WriteOutcome> {
    const common = { kind, ttl, order, fence: document.fence }
    const own = kind === 'status' ? redisKeys.jobStatus : redisKeys.jobProgress
    const outcome = this.attempt({ ...common, key: own(job.tenantId, job.jobId), document })
    const videoId = videoOf(job)
    if (videoId !== undefined) {
      const shared = kind === 'status' ? redisKeys.videoStatus : redisKeys.videoProgress
      const createdAt = job.createdAt.toISOString()
      await this.attempt({
        ...common,
        key: shared(job.tenantId, videoId),
        document: { ...document, job_id: job.jobId, job_created_at: createdAt },
        job: { id: job.jobId, createdAt },
      })
    }
    return outcome
  }

  private async attempt(write: DocumentWrite): Promise<WriteOutcome> {
    try {
      return await this.send(write)
    } catch (error) {
      this.errors += 1
      this.options.onWriteError?.(error, write.key)
      if (write.kind === 'status') this.late.keep(write)
      return 'failed'
    }
  }

  private async send(write: DocumentWrite): Promise<'written' | 'refused'> {
    await this.opened
    if (performance.now() < this.silentUntil)
      throw new AcademyError('redis_unavailable', 'Redis did not answer just now')
    try {
      return await this.writes.add(write)
    } catch (error) {
      if (isUnanswered(error)) this.silentUntil = performance.now() + silenceMs
      throw error
    }
  }

  private async reading<R>(read: () => Promise<R>): Promise<R> {
    try {
      await this.opened
      return await read()
    } catch (error) {
      throw new AcademyError('redis_unavailable', 'progress cannot be read at the moment', { cause: error })
    }
  }

  private async get<S extends Owned, P extends Owned>(
    statusKey: string,
    progressKey: string,
  ): Promise<KnownProgress<S, P>> {
    const [statusText, progressText] = await this.reads.read(statusKey, progressKey)
    const status = parse<S>(statusText)
    const progress = parse<P>(progressText)
    return { status, progress: status && progress && isOutdated(status, progress) ? null : progress }
  }
}

interface Owned {
  readonly fence: number
  readonly job_id?: string
}

/** Progress of a former claim, or of a former job of the video, says nothing about the one under way. */
function isOutdated(status: Owned, progress: Owned): boolean {
  return status.job_id !== progress.job_id || progress.fence < status.fence
}

function parse<T>(text: string | null): T | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' ? (value as T) : null
  } catch {
    return null
  }
}

/** The client gave a command up; whether it was done nobody knows. */
const isUnanswered = (error: unknown): boolean => error instanceof Error && error.message === 'Command timed out'
