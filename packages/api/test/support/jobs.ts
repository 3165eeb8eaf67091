import { randomUUID } from 'node:crypto'
import type { Pool } from '@academy/sdk/database'

/** The payload of an import of the tenant. */
export function roster(tenant: string) {
  return { object_key: `excel/${tenant}/${randomUUID()}.xlsx`, kind: 'students', password_mode: 'fixed' }
}

/** The body of a request that creates an import. */
export function importOf(tenant: string, more: object = {}) {
  return { body: { job_type: 'excel_parsing', payload: roster(tenant), ...more } }
}

/** Ends a job as a worker would have left its row. */
export async function endJob(admin: Pool, jobId: string, status: string, errorCode?: string): Promise<void> {
  await admin.query(
    `UPDATE jobs SET status = $2, error_code = $3, error_message = $3, fence = fence + 1, attempt = 1,
       started_at = now(), finished_at = now() WHERE job_id = $1`,
    [jobId, status, errorCode ?? null],
  )
}
