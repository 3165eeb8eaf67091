import { randomUUID } from 'node:crypto'
import { objectKeys, objects, type TenantId } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import type { JobRow } from '@academy/sdk/jobs'
import type { DirectUpload, UploadedPart } from '@academy/sdk/storage'
import type { Trace } from '../domain/trace.ts'
import { isComplete, type PendingUpload, type Video, videoExtension } from '../domain/video.ts'
import { allowedTier } from './create-job.ts'
import { retryWithSubject } from './end-job.ts'
import type { Database, Dispatch, VideoStorage, WriteStores } from './ports.ts'

interface Ports {
  readonly database: Database
  readonly dispatch: Dispatch
  readonly videos: VideoStorage
}

export interface VideoToUpload {
  readonly title: string
  readonly sessionId: number
  readonly filename: string
  readonly contentType: string
  readonly sizeBytes: number
}

/**
 * Announces a video (PENDING) and says where its file goes.
 * @throws RejectedInputError `file_type_not_supported`, `file_too_large`
 */
export async function initVideoUpload(
  { database, videos }: Pick<Ports, 'database' | 'videos'>,
  tenant: TenantId,
  { title, sessionId, filename, contentType, sizeBytes }: VideoToUpload,
): Promise<{ videoId: number; upload: DirectUpload }> {
  const ext = videoExtension(filename)
  if (ext === null) {
    const known = objects.videoExtensions.join(', ')
    throw new RejectedInputError('file_type_not_supported', `the file name must end with one of ${known}`)
  }
  if (sizeBytes > objects.videoLimitBytes) {
    throw new RejectedInputError('file_too_large', `a video may have ${objects.videoLimitBytes} bytes`)
  }
  const sourceKey = objectKeys.videoSource({ tenantId: tenant, sessionId, uuid: randomUUID(), ext })
  const upload = await videos.start({ key: sourceKey, contentType, sizeBytes })
  const pending = pendingOf(upload)
  try {
    const videoId = await database.write(tenant, async (stores) => {
      if (!(await stores.tenant.get()))
        throw new RejectedInputError('forbidden', 'the tenant of this token does not exist')
      return stores.videos.announce({ title, sessionId, sourceKey, sizeBytes, contentType, upload: pending })
    })
    return { videoId, upload }
  } catch (error) {
    if (upload.kind === 'multipart') await videos.giveUp({ key: sourceKey, uploadId: upload.uploadId })
    throw error
  }
}

/**
 * The file is there: UPLOADED and the transcode job in one transaction. Repeating it returns the same job.
 * @throws RejectedInputError `video_not_found`, `video_not_uploaded`
 */
export async function completeVideoUpload(
  { database, dispatch, videos }: Ports,
  tenant: TenantId,
  videoId: number,
  parts: readonly UploadedPart[] | undefined,
  trace: Trace,
): Promise<JobRow> {
  const video = await database.write(tenant, (stores) => stores.videos.hold(videoId))
  if (!video) throw new RejectedInputError('video_not_found', 'there is no such video')
  // Outside the transaction: no connection is held while the storage works.
  if (video.status === 'PENDING') await finishUpload(videos, video, parts)
  const { job, created } = await database.write(tenant, (stores) => startTranscoding(stores, tenant, videoId, trace))
  if (created) await dispatch.created(job)
  return job
}

/** What the completion will have to know. */
function pendingOf(upload: DirectUpload): PendingUpload {
  if (upload.kind === 'single') return { kind: 'single' }
  return { kind: 'multipart', uploadId: upload.uploadId, partCount: upload.parts.length }
}

async function finishUpload(videos: VideoStorage, video: Video, parts: readonly UploadedPart[] = []): Promise<void> {
  const { sourceKey: key, upload } = video
  if (upload?.kind === 'multipart') {
    if (!isComplete(parts, upload.partCount)) {
      throw new RejectedInputError(
        'video_not_uploaded',
        `name each of the ${upload.partCount} parts once, with its ETag`,
      )
    }
    await videos.complete({ key, uploadId: upload.uploadId, parts })
  }
  const stored = await videos.size(key)
  if (stored === null) throw new RejectedInputError('video_not_uploaded', 'the file has not been uploaded yet')
  if (stored !== video.sizeBytes) {
    throw new RejectedInputError('video_not_uploaded', `${stored} of the announced ${video.sizeBytes} bytes are there`)
  }
}

async function startTranscoding(stores: WriteStores, tenant: TenantId, videoId: number, trace: Trace) {
  const video = await stores.videos.hold(videoId)
  if (!video) throw new RejectedInputError('video_not_found', 'there is no such video')
  if (video.status !== 'PENDING') {
    const job = await stores.jobs.ofVideo(videoId)
    if (!job) throw new RejectedInputError('video_state_conflict', `the video is ${video.status} without a job`)
    return { job, created: false }
  }
  const tier = await allowedTier(stores, 'video_transcode', undefined)
  await stores.videos.uploaded(videoId)
  return stores.jobs.create({
    jobType: 'video_transcode',
    tier,
    payload: {
      video_id: videoId,
      file_key: video.sourceKey,
      hls_prefix: objectKeys.videoOutput({ tenantId: tenant, videoId }),
    },
    subject: { type: 'video', id: String(videoId) },
    ...trace,
  })
}

/**
 * Transcodes a FAILED video again.
 * @throws RejectedInputError `video_not_found`, `video_state_conflict`
 */
export async function retryVideo(
  { database, dispatch }: Pick<Ports, 'database' | 'dispatch'>,
  tenant: TenantId,
  videoId: number,
  trace: Trace,
): Promise<JobRow> {
  const job = await database.write(tenant, async (stores) => {
    const video = await stores.videos.hold(videoId)
    if (!video) throw new RejectedInputError('video_not_found', 'there is no such video')
    const old = await stores.jobs.ofVideo(videoId)
    if (video.status !== 'FAILED' || !old) {
      throw new RejectedInputError(
        'video_state_conflict',
        `only a FAILED video is retried; this one is ${video.status}`,
      )
    }
    return retryWithSubject(stores, old, trace)
  })
  await dispatch.created(job)
  return job
}
