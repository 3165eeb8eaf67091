import { isObjectKeyOf, objectKeys } from '@academy/sdk/contract'
import { RejectedInputError, TerminalError } from '@academy/sdk/errors'
import type { ClaimedJob, JobContext } from '@academy/sdk/worker'
import type { VideoStorage, VideoStore } from './ports.ts'

/** A source that exists. */
export interface FoundSource {
  readonly key: string
  readonly bytes: number
}

/**
 * Checks that job, row and object agree, makes the video PROCESSING and finds its source.
 *
 * @throws TerminalError `tenant_mismatch`, `video_not_found`, `video_state_conflict`
 * @throws RejectedInputError `source_missing`, `source_unreadable`
 */
export async function findSource(
  job: ClaimedJob<'video_transcode'>,
  ctx: Pick<JobContext, 'signal' | 'transaction'>,
  { store, storage }: { readonly store: VideoStore; readonly storage: VideoStorage },
): Promise<FoundSource> {
  const { tenantId, payload } = job
  assertOwnKeys(job)
  const key = { tenantId, videoId: payload.video_id }
  const begun = await ctx.transaction((tx) => store.begin(tx, key))
  if (!begun) throw new TerminalError('video_not_found', `the tenant has no video ${payload.video_id}`)
  if ('refusedIn' in begun) {
    throw new TerminalError('video_state_conflict', `video ${payload.video_id} is ${begun.refusedIn}`)
  }
  if (begun.sourceKey !== payload.file_key) {
    throw new TerminalError('tenant_mismatch', 'the job names another source than the video')
  }
  const bytes = await storage.sizeOf(payload.file_key, ctx.signal)
  if (bytes === null) throw new RejectedInputError('source_missing', 'the source object does not exist')
  if (bytes === 0) throw new RejectedInputError('source_unreadable', 'the source is empty')
  return { key: payload.file_key, bytes }
}

/** P-25: whatever the row of the job says, nothing outside the tenant's own prefix is read or written. */
function assertOwnKeys({ tenantId, payload }: ClaimedJob<'video_transcode'>): void {
  const output = objectKeys.videoOutput({ tenantId, videoId: payload.video_id })
  if (!isObjectKeyOf(tenantId, payload.file_key) || payload.hls_prefix !== output) {
    throw new TerminalError('tenant_mismatch', 'the keys of the job do not lie under its own tenant and video')
  }
}
