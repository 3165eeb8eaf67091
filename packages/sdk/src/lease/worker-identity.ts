import { type FleetName, fleets, redisPolicy, retry } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { AcademyError } from '../errors/index.ts'
import { type JobStatus, toJobRow } from '../jobs/job-row.ts'
import { type LeftBehind, leftBehind } from './left-behind.ts'

type Row = Record<string, never>

/** A worker process: its identity, unique in each start, under a stable name. */
export interface WorkerIdentity {
  readonly workerId: string
  readonly name: string
  readonly fleet: FleetName
  /** The boot of the machine on which the caller holds the name's lock. */
  readonly host: string
}

const heldElsewhere = 'AC003' // raised by academy_worker_start

/**
 * Registers a worker process's identity. A process that comes back under its stable `name` takes back what its former
 * self held, at once (law 6).
 *
 * @throws AcademyError `worker_name_taken` while a process on another machine beats under this name
 */
export async function startWorkerIdentity(pool: Pool, identity: WorkerIdentity): Promise<LeftBehind> {
  const { workerId, name, fleet, host } = identity
  try {
    const { rows } = await pool.query<Row>(
      'SELECT * FROM academy_worker_start($1, $2, $3, $4, make_interval(secs => $5), make_interval(secs => $6))',
      [workerId, name, fleet, host, fleets[fleet].deadAfterSeconds, redisPolicy.inProgressTtlSeconds],
    )
    return leftBehind(rows.map(toJobRow))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === heldElsewhere)) throw error
    throw nameTaken(name, 'a process on another machine', { cause: error })
  }
}

/** The one line with which the second of two processes of one name ends. */
export function nameTaken(name: string, holder: string, options: { cause?: unknown } = {}): AcademyError {
  return new AcademyError(
    'worker_name_taken',
    `${holder} works under the name ${name}: stop it, or set WORKER_NAME to a name of this worker's own`,
    { ...options, retryable: false },
  )
}

/** Ends an identity after its last handler has ended; nothing may carry its name any more. */
export async function endWorkerIdentity(pool: Pool, workerId: string): Promise<void> {
  await pool.query(
    `UPDATE workers SET declared_dead_at = clock_timestamp() WHERE worker_id = $1 AND declared_dead_at IS NULL`,
    [workerId],
  )
}

/** A row that carries the worker's name: RUNNING, or ended by another hand while its handler still runs. */
export interface HeldRow {
  readonly jobId: string
  readonly fence: number
  readonly status: JobStatus
  readonly queueUrl: string | null
  readonly receiptHandle: string | null
}

/**
 * Law 4: one small UPDATE says that the process lives; the answer lists every row that carries its name.
 * `alive: false` means that the reaper declared this identity dead: it never claims again.
 */
export async function beat(pool: Pool, workerId: string): Promise<{ alive: boolean; held: HeldRow[] }> {
  const { rows } = await pool.query<Record<string, string | null>>('SELECT * FROM academy_beat($1)', [workerId])
  const held = rows
    .filter((row) => row.job_id !== null)
    .map((row) => ({
      jobId: row.job_id as string,
      fence: Number(row.fence),
      status: row.status as JobStatus,
      queueUrl: row.queue_url ?? null,
      receiptHandle: row.receipt_handle ?? null,
    }))
  return { alive: rows.length > 0, held }
}

/**
 * Law 6: declares workers dead whose beat is older than the contract's dead_after and takes their jobs back:
 * RETRYING, due now, fence + 1, the attempt given back, crashes + 1. Returns what they leave behind, whether due rows
 * wait to be claimed straight from the table, and in how many seconds the worker that has been silent longest would be
 * dead.
 *
 * `judge: false` asks only for the latter: nobody judges while, or just after, the database was out of reach. A caller
 * that has not beaten for dead_after yet, and of whose beats none failed, says `if_fleet_beat_on`: the beats of the others
 * show whether the database was in reach all that time.
 */
export async function reap(
  pool: Pool,
  fleet: FleetName,
  judge: boolean | 'if_fleet_beat_on',
): Promise<LeftBehind & { waiting: boolean; nextDeathSeconds: number }> {
  const { deadAfterSeconds, abortAfterSeconds } = fleets[fleet]
  const { rows } = await pool.query<{ waiting: boolean | null; next_death_seconds: number | null; job: Row | null }>(
    `SELECT waiting, next_death_seconds, to_jsonb(job) AS job
     FROM academy_reap($1, make_interval(secs => $2), make_interval(secs => $3), make_interval(secs => $4),
       make_interval(secs => $5), $6)`,
    [
      fleet,
      deadAfterSeconds,
      abortAfterSeconds,
      retry.pendingGraceSeconds,
      redisPolicy.inProgressTtlSeconds,
      judge === 'if_fleet_beat_on' ? null : judge,
    ],
  )
  return {
    ...leftBehind(rows.flatMap((row) => (row.waiting === null && row.job ? [toJobRow(row.job)] : []))),
    waiting: rows.some((row) => row.waiting === true),
    nextDeathSeconds: rows.find((row) => row.waiting !== null)?.next_death_seconds ?? deadAfterSeconds,
  }
}
