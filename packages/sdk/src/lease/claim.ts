import { channels, type FleetName, type FleetPolicy, fleets, retry } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { type JobRow, toJobRow } from '../jobs/job-row.ts'

/** What the database knows about one received message; the row half of the decision table. */
export type RowFact =
  | 'claimed'
  | 'no_row'
  | 'tenant_mismatch'
  | 'terminal'
  | 'running'
  | 'not_due'
  | 'fleet_full'
  | 'tenant_full'
  | 'no_slot'
  | 'exhausted'

/** A received message that parsed, on its way to a claim. */
export interface ClaimRequest {
  readonly jobId: string
  readonly tenantId: string
  readonly receiptHandle: string
  readonly queueUrl: string
}

/** How much of a fleet may be claimed; every worker of the fleet must say the same. */
export type ClaimLimits = Pick<FleetPolicy, 'fleetLimit' | 'tenantCap'>

/** `message` is the index of the request it answers, null for a row claimed straight from the table. */
export interface ClaimAnswer {
  readonly message: number | null
  readonly fact: RowFact
  readonly job: JobRow | null
}

/** What a worker asks for: up to `slots` jobs, the received messages' before others. */
export interface ClaimOrder {
  readonly workerId: string
  readonly fleet: FleetName
  readonly slots: number
  readonly messages: readonly ClaimRequest[]
  /** The contract's by default. */
  readonly limits?: ClaimLimits
}

/** A row of the claim's answer as the database tells it. */
export interface ClaimRow {
  readonly ordinal: number | null
  readonly fact: string
  readonly job: Record<string, never> | null
}

/**
 * Law 2: one statement claims for a whole batch: what comes back (due RETRYING rows, straight from the table), then the
 * received messages, then other due rows, within `slots` and the fleet's and tenants' exact limits. Each claim raises
 * fence and attempt.
 *
 * A due PENDING row is left to its message while its queue brings messages: it is claimed from the table only by a
 * call without any, after the contract's grace. While a backlog waits, a message whose tenant holds more slots than
 * another that waits is answered `no_slot`, and that one gets the slot (law 11).
 *
 * @returns null when this identity was declared dead: nothing was claimed and nothing ever will be.
 */
export async function claimJobs(pool: Pool, order: ClaimOrder): Promise<ClaimAnswer[] | null> {
  const { rows } = await pool.query<ClaimRow>(
    `SELECT ordinal, fact, job
     FROM academy_claim_fairly($1, $2, $3, $4, $5, $6, $7, $8, make_interval(secs => $9))`,
    claimParameters(order),
  )
  return claimAnswers(rows)
}

/** The nine parameters of a claim, in their order. */
export function claimParameters(order: ClaimOrder): unknown[] {
  const fleet = fleets[order.fleet]
  const { fleetLimit, tenantCap } = order.limits ?? fleet
  const leases = Object.fromEntries(fleet.channels.map((channel) => [channel, channels[channel].leaseSeconds]))
  const messages = order.messages.map((message) => ({
    job_id: message.jobId,
    tenant_id: message.tenantId,
    receipt_handle: message.receiptHandle,
    queue_url: message.queueUrl,
  }))
  return [
    order.workerId,
    order.fleet,
    order.slots,
    JSON.stringify(messages),
    JSON.stringify(leases),
    fleetLimit,
    tenantCap,
    retry.maxCrashes,
    messages.length > 0 ? null : retry.pendingGraceSeconds,
  ]
}

/** Null when the identity was declared dead. */
export function claimAnswers(rows: readonly ClaimRow[]): ClaimAnswer[] | null {
  if (rows[0]?.fact === 'worker_dead') return null
  return rows.map((row) => ({
    message: row.ordinal === null ? null : row.ordinal - 1,
    fact: row.fact as RowFact,
    job: row.job?.job_id ? toJobRow(row.job) : null,
  }))
}

/**
 * Renews the leases of running jobs, so that lease = visibility − margin throughout.
 * @returns the ids whose lease was renewed; a missing one is no longer this claim's.
 */
export async function renewLeases(
  pool: Pool,
  jobs: readonly { jobId: string; fence: number; leaseSeconds: number }[],
): Promise<string[]> {
  const { rows } = await pool.query<{ job_id: string }>(
    `UPDATE jobs j SET lease_expires_at = clock_timestamp() + make_interval(secs => r.lease_seconds)
     FROM jsonb_to_recordset($1) AS r(job_id uuid, fence bigint, lease_seconds integer)
     WHERE j.job_id = r.job_id AND j.fence = r.fence AND j.status = 'RUNNING' RETURNING j.job_id`,
    [JSON.stringify(jobs.map((j) => ({ job_id: j.jobId, fence: j.fence, lease_seconds: j.leaseSeconds })))],
  )
  return rows.map((row) => row.job_id)
}
