import type { Logger } from 'pino'
import { type JobType, jobTypes, retry, validatePayload, validateResult } from '../contract/index.ts'
import { isLostDatabase, type Pool } from '../database/index.ts'
import { ContractViolation, RejectedInputError, TerminalError } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { tierAllows } from '../jobs/tiers.ts'
import { fencedTransaction, loadCheckpoint, type MessageHandle, saveCheckpoint } from '../lease/index.ts'
import type { ProgressStore } from '../progress/index.ts'
import { type Completions, mayPass } from './completions.ts'
import { outcomeOf, type RunOutcome } from './outcomes.ts'
import { ProgressReporter } from './progress-reporter.ts'
import type { ClaimedJob, JobContext, JobDone, JobHandler } from './types.ts'

/** What running a handler needs, in the worker's own process or in a child. */
export interface ExecutionResources {
  readonly pool: Pool
  readonly progress: ProgressStore
  readonly completions: Completions
  readonly log: Logger
  /** Called when the handler has ended well; what follows is the completion. */
  readonly onHandlerDone?: () => void
}

/**
 * Runs one handler under its claim and, when it ends well, completes the job: the result is validated, then result,
 * the handler's rows and DONE are committed together (law 8). Never throws.
 */
export async function executeHandler(
  job: JobRow,
  handler: JobHandler<JobType> | undefined,
  signal: AbortSignal,
  resources: ExecutionResources,
): Promise<RunOutcome> {
  try {
    admit(job)
    if (!handler) throw new TerminalError('job_type_not_available', `this worker has no handler for ${job.jobType}`)
    const reporter = new ProgressReporter(resources.progress, job)
    const done = await handler(toClaimedJob(job), contextFor(job, signal, reporter, resources))
    resources.onHandlerDone?.()
    const message = await complete(job, done, signal, resources)
    return { kind: 'completed', result: done.result, message, progressSeq: reporter.lastSeq }
  } catch (error) {
    const outcome = outcomeOf(error, signal)
    return outcome.kind === 'failed' && isLostDatabase(error, resources.pool) ? withoutDatabase(outcome) : outcome
  }
}

/** The handler's own SQL failed with the connection: nobody's fault, so the attempt is given back (P-29). */
function withoutDatabase({ failure }: Extract<RunOutcome, { kind: 'failed' }>): RunOutcome {
  return { kind: 'snoozed', failure: { ...failure, code: 'database_unavailable' }, seconds: retry.baseSeconds }
}

/** Check 1: payload and tier are validated for each job, whatever way it came. */
function admit(job: JobRow): void {
  if (!tierAllows(job.tier, job.jobType)) {
    throw new TerminalError(
      'tier_not_allowed',
      `${job.jobType} needs the ${jobTypes[job.jobType].lowestTier} plan; this job says ${job.tier}`,
    )
  }
  const violations = validatePayload[job.jobType](job.payload)
  if (violations.length > 0) throw new ContractViolation(`the payload of ${job.jobType}`, violations)
}

async function complete(
  job: JobRow,
  done: JobDone,
  signal: AbortSignal,
  resources: ExecutionResources,
): Promise<MessageHandle> {
  const violations = validateResult[job.jobType](done.result)
  if (violations.length > 0) {
    const first = violations[0]
    throw new RejectedInputError('result_invalid', `the result of ${job.jobType}: ${first?.pointer} ${first?.message}`)
  }
  // The connection may have died during hours of work: completion tries again on a fresh one (P-29), until the lease is lost.
  for (let tries = 1; ; tries += 1) {
    try {
      return await resources.completions.complete(job, done)
    } catch (error) {
      if (!mayPass(error) || signal.aborted) throw error
      resources.log.warn({ err: error, tries }, 'completion will be tried again')
      await new Promise((resolve) => setTimeout(resolve, Math.min(tries * 100, 2000)))
    }
  }
}

/** The job as handlers and hooks see it. */
export function toClaimedJob(job: JobRow): ClaimedJob {
  return {
    jobId: job.jobId,
    tenantId: job.tenantId,
    jobType: job.jobType,
    tier: job.tier,
    payload: job.payload as unknown as ClaimedJob['payload'],
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    fence: job.fence,
    correlationId: job.correlationId,
    createdAt: job.createdAt,
    maxProcessingSeconds: job.maxProcessingSeconds,
    subject: job.subject,
  }
}

function contextFor(
  job: JobRow,
  signal: AbortSignal,
  reporter: ProgressReporter,
  { pool, log: workerLog }: ExecutionResources,
): JobContext {
  let log: Logger | undefined
  return {
    signal,
    progress: (update) => reporter.report(update),
    transaction: (work) => fencedTransaction(pool, job, work),
    checkpoint: {
      load: () => loadCheckpoint(pool, job),
      save: (tx, value) => saveCheckpoint(tx, job, value),
    },
    // Most handlers of short jobs write no line.
    get log() {
      log ??= workerLog.child({
        request_id: job.correlationId,
        job_id: job.jobId,
        tenant_id: job.tenantId,
        attempt: job.attempt,
      })
      return log
    },
  }
}
