import { type FleetName, jobTypes, redisPolicy } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { toJobRow } from '../jobs/job-row.ts'
import { type LeftBehind, leftBehind } from './left-behind.ts'

/**
 * An identity that ends by its process's own hand gives everything back that carries its identity: RETRYING, due now,
 * fence + 1, the attempt given back; the identity is dead from then on. The job that is to blame counts a crash (it
 * would end process after process otherwise); when it is unknown, every job that shared the process does.
 * What the identity had ended is answered as well, unless another hand declared it dead: that one was told.
 *
 * @param blame.crashed the job that is to blame; `none` when the process itself was cut off
 */
export async function abandonIdentity(
  pool: Pool,
  { workerId, fleet }: { readonly workerId: string; readonly fleet: FleetName },
  { crashed }: { readonly crashed: string | 'unknown' | 'none' },
): Promise<LeftBehind> {
  const sharedProcess = Object.values(jobTypes)
    .filter((type) => type.fleet === fleet && !type.isolated)
    .map((type) => type.jobType)
  const { rows } = await pool.query<Record<string, never>>(
    `WITH dead AS (
       UPDATE workers SET declared_dead_at = clock_timestamp() WHERE worker_id = $1 AND declared_dead_at IS NULL
       RETURNING worker_id
     ), taken_back AS (
       UPDATE jobs SET
         status = 'RETRYING', due_at = clock_timestamp(), fence = fence + 1, attempt = attempt - 1,
         crashes = crashes + (job_id::text = $2 OR ($2 = 'unknown' AND job_type = ANY ($3)))::integer,
         locked_by = NULL, lease_expires_at = NULL, updated_at = clock_timestamp()
       WHERE locked_by = $1 AND status = 'RUNNING' RETURNING *
     )
     SELECT * FROM taken_back
     UNION ALL SELECT e.* FROM dead d, academy_ended_by(d.worker_id, make_interval(secs => $4)) e`,
    [workerId, crashed, sharedProcess, redisPolicy.inProgressTtlSeconds],
  )
  return leftBehind(rows.map(toJobRow))
}
