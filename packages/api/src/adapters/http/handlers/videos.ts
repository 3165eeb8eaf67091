import { RejectedInputError } from '@academy/sdk/errors'
import type { JobRow } from '@academy/sdk/jobs'
import type { Database, Dispatch, ProgressReader, VideoStorage } from '../../../application/ports.ts'
import { completeVideoUpload, initVideoUpload, retryVideo } from '../../../application/video-upload.ts'
import type { OperationHandlers } from '../operation.ts'
import { progressNotFound, shownProgress } from '../progress-views.ts'
import { acceptedView, uploadView, videoView } from '../views.ts'

type VideoOperations = Pick<
  OperationHandlers,
  'initVideoUpload' | 'completeVideoUpload' | 'getVideo' | 'getVideoProgress' | 'retryVideo'
>

export function videoHandlers(ports: {
  database: Database
  dispatch: Dispatch
  videos: VideoStorage
  progress: ProgressReader
  mediaBaseUrl: string
}): VideoOperations {
  const { database, progress, mediaBaseUrl } = ports
  const accepted = (videoId: number, job: JobRow) => ({ video_id: videoId, ...acceptedView(job) })
  return {
    async initVideoUpload({ identity, body }) {
      const { videoId, upload } = await initVideoUpload(ports, identity.tenantId, {
        title: body.title,
        sessionId: body.session_id,
        filename: body.filename,
        contentType: body.content_type,
        sizeBytes: body.size_bytes,
      })
      return { status: 201, body: { video_id: videoId, upload: uploadView(upload) } }
    },

    async completeVideoUpload({ identity, path, body, trace }) {
      const parts = body?.parts?.map(({ part_number, etag }) => ({ partNumber: part_number, etag }))
      const job = await completeVideoUpload(ports, identity.tenantId, path.video_id, parts, trace)
      return { status: 202, body: accepted(path.video_id, job) }
    },

    async getVideo({ identity, path }) {
      const { video, job } = await database.read(identity.tenantId, async ({ videos, jobs }) => ({
        video: await videos.get(path.video_id),
        job: await jobs.ofVideo(path.video_id),
      }))
      if (!video) throw new RejectedInputError('video_not_found', 'there is no such video')
      return { status: 200, body: videoView(video, job, mediaBaseUrl) }
    },

    async getVideoProgress({ identity, path, trace }) {
      const shown = shownProgress(await progress.ofVideo(identity.tenantId, path.video_id))
      if (!shown) return progressNotFound('getVideo', path.video_id, trace.correlationId)
      return { status: 200, body: { video_id: path.video_id, ...shown } }
    },

    async retryVideo({ identity, path, trace }) {
      const job = await retryVideo(ports, identity.tenantId, path.video_id, trace)
      return { status: 202, body: accepted(path.video_id, job) }
    },
  }
}
