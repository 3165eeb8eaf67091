import { objectKeys, video as videoPolicy } from '@academy/sdk/contract'
import type { ClaimedJob, JobContext, JobDone } from '@academy/sdk/worker'
import { masterFile, thumbnailFile } from '../domain/published-file.ts'
import { assertDiskSpace } from './disk-guard.ts'
import { type FoundSource, findSource } from './find-source.ts'
import { type Made, makeRungs, outputFolder } from './make-rungs.ts'
import type { MediaTool, TranscodeVolume, VideoStorage, VideoStore, WorkFolder } from './ports.ts'
import { publishVideo } from './publish-video.ts'
import { StepProgress } from './step-progress.ts'

/** What a transcode works with. */
export interface TranscodeParts {
  readonly store: VideoStore
  readonly storage: VideoStorage
  readonly volume: TranscodeVolume
  readonly media: MediaTool
}

type Job = ClaimedJob<'video_transcode'>
type Context = Pick<JobContext, 'signal' | 'transaction' | 'progress' | 'log'>

/**
 * Makes a video playable: source → rungs → checked → published → READY.
 *
 * The database is touched for a moment at the beginning, before staging, before moving and in the transaction that
 * finishes the job; no connection is held while ffmpeg works (P-29). The source stays where it is (P-33).
 */
export async function transcodeVideo(
  job: Job,
  ctx: Context,
  parts: TranscodeParts,
): Promise<JobDone<'video_transcode'>> {
  const startedAt = performance.now()
  const progress = new StepProgress(ctx)
  await progress.begin('presigning')
  const source = await findSource(job, ctx, parts)
  await progress.complete()

  await using folder = await parts.volume.openFolder(job)
  const file = await download(source, folder, progress, ctx, parts)
  const made = await makeRungs({
    ...parts,
    ...{ file, folder, progress, signal: ctx.signal },
    secondsToCap: () => job.maxProcessingSeconds - (performance.now() - startedAt) / 1000,
  })
  await publish(job, folder, progress, ctx, parts)
  await progress.begin('done')
  const { facts, rungs } = made
  ctx.log.info({ video_id: job.payload.video_id, rungs: rungs.length, seconds: facts.duration }, 'video published')
  return finish(job, made, parts.store)
}

async function download(
  source: FoundSource,
  folder: WorkFolder,
  progress: StepProgress,
  { signal }: Context,
  { storage, volume }: TranscodeParts,
): Promise<string> {
  await progress.begin('downloading')
  await assertDiskSpace(volume, source.bytes * videoPolicy.diskNeedPerSourceByte, videoPolicy)
  const file = folder.path('source')
  await storage.download(source, file, { signal, onBytes: (bytes) => progress.advance(bytes, source.bytes) })
  await progress.complete()
  return file
}

async function publish(
  { tenantId, jobId, fence, payload }: Job,
  folder: WorkFolder,
  progress: StepProgress,
  ctx: Context,
  { storage }: TranscodeParts,
): Promise<void> {
  await progress.begin('uploading')
  const files = await folder.files(outputFolder)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let uploaded = 0
  await publishVideo(
    {
      fileOf: (path) => folder.path(outputFolder, path),
      files,
      prefix: objectKeys.videoOutput({ tenantId, videoId: payload.video_id }),
      staging: objectKeys.videoStaging({ tenantId, videoId: payload.video_id, jobId }),
      fence,
      cache: videoPolicy.cacheControl,
      onUploaded: (bytes) => {
        uploaded += bytes
        progress.advance(uploaded, total)
      },
    },
    storage,
    ctx,
  )
  await progress.complete()
}

/** READY, the result and DONE are committed together (P-34). */
function finish({ tenantId, payload }: Job, { facts, rungs }: Made, store: VideoStore): JobDone<'video_transcode'> {
  const result = {
    duration_seconds: facts.duration,
    hls_key: payload.hls_prefix + masterFile,
    thumbnail_key: payload.hls_prefix + thumbnailFile,
    rungs: rungs.map(({ name, width, height, videoKbps, audioKbps, segments }) => ({
      name,
      width,
      height,
      video_kbps: videoKbps,
      audio_kbps: facts.sound ? audioKbps : 0, // the track is there, but silent
      segments,
    })),
  }
  const ready = {
    hlsKey: result.hls_key,
    thumbnailKey: result.thumbnail_key,
    durationSeconds: result.duration_seconds,
    rungs: result.rungs,
  }
  return {
    result,
    commit: (tx) => store.markReady(tx, { tenantId, videoId: payload.video_id }, ready),
  }
}
