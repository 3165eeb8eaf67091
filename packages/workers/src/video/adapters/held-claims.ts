import type { Pool } from '@academy/sdk/database'
import type { ClaimName, StillHeld } from './transcode-volume.ts'

/** Asks the job rows, which are the authority, which claims still hold their job. */
export function heldClaims(pool: Pool): StillHeld {
  return async (claims) => {
    const { rows } = await pool.query<{ job_id: string; fence: string }>(
      `SELECT job_id, fence FROM jobs WHERE job_id = ANY($1::uuid[]) AND locked_by IS NOT NULL`,
      [claims.map(({ jobId }) => jobId)],
    )
    return rows.map(({ job_id, fence }): ClaimName => ({ jobId: job_id, fence: Number(fence) }))
  }
}
