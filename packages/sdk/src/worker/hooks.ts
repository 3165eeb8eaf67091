import type { Logger } from 'pino'
import type { ErrorCode, FleetName } from '../contract/index.ts'
import type { AbortReason } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { toClaimedJob } from './execute-handler.ts'
import type { RunOutcome } from './outcomes.ts'
import type { Poll } from './receiver.ts'
import type { ClaimedJob } from './types.ts'

/** A run that has ended: its outcome is settled, or left to another worker. */
export interface EndedRun {
  readonly job: ClaimedJob
  readonly outcome: RunOutcome['kind']
  /** For `failed` and `snoozed`. */
  readonly code?: ErrorCode
  /** For `aborted`. */
  readonly reason?: AbortReason
  /** From the claim to the settled outcome. */
  readonly durationMs: number
}

/**
 * Where tracing and metrics hang on. Each is called at once and not awaited; what one throws is logged and changes
 * nothing else.
 *
 * @example
 * const hooks: WorkerHooks = {
 *   claimed: ({ job, traceparent }) => spans.set(job.jobId, startSpan(job.jobType, traceparent)),
 *   ended: ({ job, outcome }) => spans.get(job.jobId)?.end(outcome),
 * }
 */
export interface WorkerHooks {
  /** A poll that ended; `messages` may be 0. */
  readonly received?: (poll: { readonly kind: Poll['kind']; readonly messages: number }) => void
  /** `traceparent` is the creator's trace context, as the job's row carries it. */
  readonly claimed?: (claim: { readonly job: ClaimedJob; readonly traceparent: string | null }) => void
  readonly ended?: (run: EndedRun) => void
  readonly leaseLost?: (loss: { readonly fleet: FleetName; readonly why: string; readonly running: number }) => void
  /** Readiness changed; `reasons` is empty when the worker is ready. */
  readonly readiness?: (now: { readonly ready: boolean; readonly reasons: readonly string[] }) => void
}

/** Calls a hook, if there is one; nothing that it does reaches the worker. */
export function notify<N extends keyof WorkerHooks>(
  { hooks, log }: { readonly hooks?: WorkerHooks; readonly log: Logger },
  name: N,
  event: Parameters<NonNullable<WorkerHooks[N]>>[0],
): void {
  try {
    ;(hooks?.[name] as ((event: unknown) => void) | undefined)?.(event)
  } catch (error) {
    log.warn({ err: error, hook: name }, 'a hook failed')
  }
}

/** Tells the hook of a claim. */
export function reportClaim(to: { readonly hooks?: WorkerHooks; readonly log: Logger }, job: JobRow): void {
  if (to.hooks?.claimed) notify(to, 'claimed', { job: toClaimedJob(job), traceparent: job.traceparent })
}

/** Logs a claim whose work goes on; of work that ends at once only the end is logged. */
export function logClaim({ log }: { readonly log: Logger }, job: JobRow): void {
  log.info(factsOf(job), 'claimed')
}

/** Logs how a run ended and tells the hook. */
export function reportEnd(
  to: { readonly hooks?: WorkerHooks; readonly log: Logger },
  job: JobRow,
  outcome: RunOutcome,
  durationMs: number,
): void {
  const why = {
    ...('failure' in outcome && { code: outcome.failure.code }),
    ...(outcome.kind === 'aborted' && { reason: outcome.reason }),
  }
  const end = { duration_ms: Math.round(durationMs), outcome: outcome.kind, ...why }
  to.log.info({ ...factsOf(job), ...end }, 'ended')
  if (to.hooks?.ended) notify(to, 'ended', { job: toClaimedJob(job), outcome: outcome.kind, durationMs, ...why })
}

function factsOf({ jobId, correlationId, tenantId, attempt, fence }: JobRow) {
  return { job_id: jobId, request_id: correlationId, tenant_id: tenantId, attempt, fence }
}
