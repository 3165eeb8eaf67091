import { video } from '@academy/sdk/contract'
import { createStorage } from '@academy/sdk/storage'
import type { WorkerHandlers, WorkerResources } from '@academy/sdk/worker'
import { heldClaims } from './adapters/held-claims.ts'
import { mediaTool } from './adapters/media-tool.ts'
import { transcodeVolume } from './adapters/transcode-volume.ts'
import { videoStorage } from './adapters/video-storage.ts'
import { videoStore } from './adapters/video-store.ts'
import { transcodeVideo } from './application/transcode-video.ts'

/** The video fleet's handlers, wired to PostgreSQL, the object storage, the transcode volume and ffmpeg. */
export async function createHandlers({ config, pool }: WorkerResources): Promise<WorkerHandlers<'video'>> {
  const { transcodeDir, ffmpegPath, ffprobePath } = config.video
  const storage = createStorage(config)
  const parts = {
    store: videoStore,
    storage: videoStorage(storage),
    volume: transcodeVolume(transcodeDir, heldClaims(pool)),
    media: mediaTool({ ffmpegPath, ffprobePath, ...video }),
  }
  return {
    handlers: { video_transcode: (job, ctx) => transcodeVideo(job, ctx, parts) },
    settled: {
      video_transcode: (tx, { job, ...ended }) =>
        videoStore.settle(tx, { tenantId: job.tenantId, videoId: job.payload.video_id }, ended),
    },
    close: async () => storage.close(),
  }
}
