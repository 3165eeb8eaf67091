import type { VideoKey, VideoStore } from '../application/ports.ts'

/** The table of videos. Every statement names the tenant of the job. */
export const videoStore: VideoStore = {
  async begin(tx, video) {
    const { rows } = await tx.query<{ status: string; source_key: string }>(
      'SELECT status, source_key FROM videos WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
      identity(video),
    )
    const [found] = rows
    if (!found) return null
    if (found.status === 'PENDING' || found.status === 'READY') return { refusedIn: found.status }
    // A dead job that was redriven finds its video FAILED; the way back leads over UPLOADED.
    if (found.status === 'FAILED') await becomeUploaded(tx, video)
    await tx.query(
      "UPDATE videos SET status = 'PROCESSING', updated_at = now() WHERE tenant_id = $1 AND id = $2",
      identity(video),
    )
    return { sourceKey: found.source_key }
  },

  async markReady(tx, video, ready) {
    const { rowCount } = await tx.query(
      `UPDATE videos
       SET status = 'READY', hls_key = $3, thumbnail_key = $4, duration_seconds = $5, rungs = $6::jsonb,
           ready_at = now(), updated_at = now()
       WHERE tenant_id = $1 AND id = $2`,
      [...identity(video), ready.hlsKey, ready.thumbnailKey, ready.durationSeconds, JSON.stringify(ready.rungs)],
    )
    if (rowCount !== 1) throw new Error(`video ${video.videoId} has disappeared`)
  },

  async settle(tx, video, ended) {
    if (ended.status === 'RETRYING') {
      await becomeUploaded(tx, video)
      return
    }
    await tx.query(
      `UPDATE videos SET status = 'FAILED', error_code = $3, error_message = $4, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND status IN ('UPLOADED', 'PROCESSING')`,
      [...identity(video), ended.errorCode, ended.errorMessage],
    )
  },
}

const identity = ({ tenantId, videoId }: VideoKey): unknown[] => [tenantId, videoId]

async function becomeUploaded(tx: Parameters<VideoStore['settle']>[0], video: VideoKey): Promise<void> {
  await tx.query(
    `UPDATE videos SET status = 'UPLOADED', error_code = NULL, error_message = NULL, updated_at = now()
     WHERE tenant_id = $1 AND id = $2 AND status IN ('PROCESSING', 'FAILED')`,
    identity(video),
  )
}
