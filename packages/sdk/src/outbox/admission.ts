import { type FleetName, fleets, outboxPolicy } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { type JobRow, toJobRow } from '../jobs/job-row.ts'
import type { DeadLetterReason } from './outgoing.ts'

/**
 * Jobs of one tenant that may be in a fleet's queues or in work at once (law 11): twice the fleet's slots. The others
 * wait in the outbox, where the next is chosen among all tenants; in the queue it would be whoever came first.
 */
export function tenantWindow(fleet: FleetName): number {
  return outboxPolicy.tenantWindowFactor * fleets[fleet].fleetLimit
}

const windows = JSON.stringify(
  Object.fromEntries((Object.keys(fleets) as FleetName[]).map((fleet) => [fleet, tenantWindow(fleet)])),
)

/** An outbox row that its holder may send now, and nobody else until `sendSeconds` have passed. */
export interface AdmittedRow {
  readonly id: string
  readonly destination: 'queue' | 'dead_letter_queue'
  readonly reason: DeadLetterReason | null
  readonly job: JobRow
}

/**
 * Asks for a place in the window of the job's tenant. The place is filled before the message is sent and stays filled
 * until the job ends. A sender that dies in between leaves the outbox row to the relay.
 *
 * @returns the id of the outbox row whose message the caller may send now. Undefined: the window is full, and the job
 *   waits for a place or for a free slot; or somebody else was faster.
 */
export async function admitJob(pool: Pool, { jobId }: Pick<JobRow, 'jobId'>): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string | null }>(
    'SELECT academy_admit($1, $2, make_interval(secs => $3)) AS id',
    [jobId, windows, outboxPolicy.sendSeconds],
  )
  return rows[0]?.id ?? undefined
}

/**
 * A relay's next rows: dead letters, messages whose sender died, then the backlog in round robin within the windows.
 * Two relays never get the same row.
 */
export async function admitBatch(pool: Pool): Promise<AdmittedRow[]> {
  const { rows } = await pool.query<Omit<AdmittedRow, 'job'> & { job: Record<string, never> }>(
    'SELECT id, destination, reason, to_jsonb(job) AS job FROM academy_admit_batch($1, $2, make_interval(secs => $3))',
    [windows, outboxPolicy.relayBatchRows, outboxPolicy.sendSeconds],
  )
  return rows.map((row) => ({ ...row, job: toJobRow(row.job) }))
}

/**
 * These were sent. By their ids: meanwhile a job may have died and been redriven, and then a row with another id stands
 * for the message of its next life.
 */
export async function forget(pool: Pool, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await pool.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [ids])
}

/** These were not sent, as far as anybody knows: tried again soon. Their places stay filled, since one may have been. */
export async function putOff(pool: Pool, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await pool.query(
    'UPDATE outbox SET relay_after = clock_timestamp() + make_interval(secs => $2) WHERE id = ANY($1::bigint[])',
    [ids, outboxPolicy.relayAfterSeconds],
  )
}
