import { type FleetName, steps, type TenantId } from '@academy/sdk/contract'
import type { Pool, Transaction } from '@academy/sdk/database'
import { completeJob, completeJobs, failJob, renewLeases, retryJobLater } from '@academy/sdk/lease'
import type { ClaimedJob, JobContext, JobDone } from '@academy/sdk/worker'

/** Everything that a worker can write for a job, by the name under which the judge counts it. */
export const writeKinds = ['job', 'result', 'progress', 'checkpoint', 'user_table'] as const
export type WriteKind = (typeof writeKinds)[number]

/** What a run has in its hands: its claim, its context, connections, and the result that carries its fence. */
export interface Hands {
  readonly job: ClaimedJob
  readonly fleet: FleetName
  readonly ctx: JobContext
  readonly pool: Pool
  readonly result: JobDone['result']
}

/** One try of one kind of write. It throws when it is refused, except for progress, of which only Redis can tell. */
export interface Try {
  readonly kind: WriteKind
  readonly write: () => Promise<unknown>
}

/** Every way to write that a job's claim opens, by the context and by the functions of `@academy/sdk/lease`. */
export function everyWrite({ job, fleet, ctx, pool, result }: Hands): Try[] {
  const claim = { jobId: job.jobId, fence: job.fence, fleet, tenantId: job.tenantId as TenantId }
  const failure = { code: 'source_unreadable', message: `fence ${job.fence}` } as const
  const leaseSeconds = 1_000_000 + 1000 * job.fence
  return [
    { kind: 'user_table', write: () => ctx.transaction((tx) => fencedRow(tx, job, 'zombie')) },
    { kind: 'checkpoint', write: () => ctx.transaction((tx) => ctx.checkpoint.save(tx, { fence: job.fence })) },
    { kind: 'progress', write: () => ctx.progress({ step: lastStep(job), stepPercent: 99 }) },
    { kind: 'result', write: () => some(completeJobs(pool, [{ claim, result }])) },
    { kind: 'result', write: () => completeJob(pool, claim, result) },
    { kind: 'job', write: () => some(renewLeases(pool, [{ ...claim, leaseSeconds }])) },
    { kind: 'job', write: () => retryJobLater(pool, claim, failure, 0) },
    { kind: 'job', write: () => failJob(pool, claim, failure) },
  ]
}

/** A row of the user's own table. */
export async function fencedRow(tx: Transaction, job: ClaimedJob, kind: string): Promise<void> {
  const values = [job.jobId, job.fence, kind, process.pid]
  await tx.query('INSERT INTO chaos_fenced (job_id, fence, kind, pid) VALUES ($1, $2, $3, $4)', values)
}

/** The step that a handler's updates name first and last. */
export const firstStep = ({ jobType }: ClaimedJob): string => steps[jobType]?.[0]?.name ?? ''
const lastStep = ({ jobType }: ClaimedJob): string => steps[jobType]?.at(-1)?.name ?? ''

async function some(answered: Promise<{ readonly size: number } | { readonly length: number }>): Promise<void> {
  const all = await answered
  if (('size' in all ? all.size : all.length) === 0) throw new Error('no row was written')
}
