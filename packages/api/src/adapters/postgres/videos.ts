import type { ErrorCode } from '@academy/sdk/contract'
import type { NewVideo } from '../../application/ports.ts'
import type { PendingUpload, Video, VideoStatus } from '../../domain/video.ts'
import { TenantStore } from './tenant-store.ts'

interface VideoRow {
  id: string
  title: string
  session_id: string
  status: VideoStatus
  source_key: string
  source_size_bytes: string | null
  upload: PendingUpload | null
  hls_key: string | null
  thumbnail_key: string | null
  duration_seconds: number | null
  error_code: string | null
  error_message: string | null
  created_at: Date
  updated_at: Date
}

const columns = `id, title, session_id, status, source_key, source_size_bytes, upload, hls_key, thumbnail_key,
  duration_seconds, error_code, error_message, created_at, updated_at`

/** Videos of one tenant, read. */
export class VideoReader extends TenantStore {
  get(videoId: number): Promise<Video | null> {
    return this.find(videoId, '')
  }

  protected async find(videoId: number, lock: '' | 'FOR UPDATE'): Promise<Video | null> {
    const { rows } = await this.tx.query<VideoRow>(
      `SELECT ${columns} FROM videos WHERE tenant_id = $1 AND id = $2 ${lock}`,
      [this.tenant, videoId],
    )
    return rows[0] ? toVideo(rows[0]) : null
  }
}

/** Videos of one tenant, written. The table itself refuses a step that their states do not have. */
export class VideoWriter extends VideoReader {
  async announce({ title, sessionId, sourceKey, sizeBytes, contentType, upload }: NewVideo): Promise<number> {
    const { rows } = await this.tx.query<{ id: string }>(
      `INSERT INTO videos (tenant_id, session_id, title, source_key, source_size_bytes, content_type, upload)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [this.tenant, sessionId, title, sourceKey, sizeBytes, contentType, JSON.stringify(upload)],
    )
    return Number(rows[0]?.id)
  }

  hold(videoId: number): Promise<Video | null> {
    return this.find(videoId, 'FOR UPDATE')
  }

  async uploaded(videoId: number): Promise<void> {
    await this.tx.query(
      `UPDATE videos SET status = 'UPLOADED', upload = NULL, error_code = NULL, error_message = NULL, updated_at = now()
       WHERE tenant_id = $1 AND id = $2`,
      [this.tenant, videoId],
    )
  }

  async failed(videoId: number, code: ErrorCode, message: string): Promise<void> {
    await this.tx.query(
      `UPDATE videos SET status = 'FAILED', error_code = $3, error_message = $4, updated_at = now()
       WHERE tenant_id = $1 AND id = $2`,
      [this.tenant, videoId, code, message],
    )
  }
}

function toVideo(row: VideoRow): Video {
  return {
    videoId: Number(row.id),
    title: row.title,
    sessionId: Number(row.session_id),
    status: row.status,
    sourceKey: row.source_key,
    sizeBytes: Number(row.source_size_bytes ?? 0),
    upload: row.upload,
    hlsKey: row.hls_key,
    thumbnailKey: row.thumbnail_key,
    durationSeconds: row.duration_seconds,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
