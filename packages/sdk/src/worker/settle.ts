import type { Logger } from 'pino'
import { type JobType, retry } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { FenceLostError } from '../errors/index.ts'
import type { JobRow, JobStatus } from '../jobs/job-row.ts'
import {
  askAgain,
  buryClaimedJob,
  buryWaitingJob,
  failJob,
  freeSlot,
  type InSameTransaction,
  type JobFailure,
  recordCrash,
  releaseJob,
  retryJobLater,
  snoozeJob,
} from '../lease/index.ts'
import type { ProgressStore } from '../progress/index.ts'
import { backoffSeconds } from './backoff.ts'
import { mayPass } from './completions.ts'
import { toClaimedJob } from './execute-handler.ts'
import type { JobRun } from './job-run.ts'
import type { RunOutcome } from './outcomes.ts'
import { ProgressReporter } from './progress-reporter.ts'
import type { QueueMessages } from './queue-messages.ts'
import type { SettledHook, SettledJob } from './types.ts'

/** What settling a run needs. */
export interface SettleResources {
  readonly pool: Pool
  readonly progress: ProgressStore
  readonly messages: QueueMessages
  readonly hooks: Partial<Record<JobType, SettledHook<JobType>>>
  readonly workerId: string
  /** False once the lease was lost: nothing is written or acknowledged any more. */
  readonly alive: () => boolean
  readonly log: Logger
}

const pauseBetweenTriesMs = 500

/**
 * Applies a run's outcome: the row first, then Redis, then the message (laws 8 and 9). While the database is out of
 * reach it tries again until the lease is lost; then the job belongs to whoever takes it over.
 */
export async function settle(run: JobRun, outcome: RunOutcome, resources: SettleResources): Promise<void> {
  while (resources.alive()) {
    try {
      return await settleOnce(run, outcome, resources)
    } catch (error) {
      if (error instanceof FenceLostError) return await leaveToOthers(run, resources)
      if (!mayPass(error)) throw error
      resources.log.warn({ err: error, job_id: run.job.jobId }, 'settling will be tried again')
      await new Promise((resolve) => setTimeout(resolve, pauseBetweenTriesMs))
    }
  }
}

async function settleOnce(run: JobRun, outcome: RunOutcome, resources: SettleResources): Promise<void> {
  if (outcome.kind === 'completed') return await acknowledgeDone(run, outcome, resources)
  if (outcome.kind === 'failed') return await settleFailure(run, outcome, resources)
  if (outcome.kind === 'snoozed') return await settleSnooze(run, outcome, resources)
  if (outcome.kind === 'crashed') return await settleCrash(run, outcome.detail, resources)
  if (outcome.kind === 'fence_lost') return await leaveToOthers(run, resources)
  if (outcome.reason === 'cap') return await settleCap(run, resources)
  if (outcome.reason === 'shutdown') return await handBack(run, resources)
  await leaveToOthers(run, resources)
}

/** The handler's side has committed DONE, and has heard the newest receipt handle from that very statement. */
async function acknowledgeDone(
  { job }: JobRun,
  { result, message, progressSeq }: Extract<RunOutcome, { kind: 'completed' }>,
  resources: SettleResources,
): Promise<void> {
  const row: JobRow = { ...job, ...message, status: 'DONE', errorCode: null, errorMessage: null }
  // In this order, in one request: nobody sees DONE beside progress of less than all (P-22).
  const finished = new ProgressReporter(resources.progress, job, progressSeq).finish()
  await Promise.all([finished, showStatus(row, resources, result as Record<string, unknown>)])
  await acknowledge(row, resources)
}

async function settleFailure(
  run: JobRun,
  outcome: Extract<RunOutcome, { kind: 'failed' }>,
  resources: SettleResources,
): Promise<void> {
  const { job } = run
  const { failure } = outcome
  if (!outcome.retryable) {
    const row = await failJob(resources.pool, job, failure, hook(job, 'FAILED', failure, resources))
    await showStatus(row, resources)
    return await acknowledge(row, resources)
  }
  if (job.attempt >= job.maxAttempts) {
    const row = await buryClaimedJob(resources.pool, job, failure, hook(job, 'DEAD', failure, resources))
    await showStatus(row, resources)
    return await acknowledge(row, resources)
  }
  const delay = outcome.retryAfterSeconds ?? backoffSeconds(job.attempt)
  const row = await retryJobLater(resources.pool, job, failure, delay, hook(job, 'RETRYING', failure, resources))
  await showStatus(row, resources)
  await hide(row, delay, resources)
}

async function settleSnooze(
  run: JobRun,
  { failure, seconds }: Extract<RunOutcome, { kind: 'snoozed' }>,
  resources: SettleResources,
): Promise<void> {
  const { job } = run
  const delay = Math.min(Math.max(seconds, retry.baseSeconds), retry.maxSnoozingSeconds)
  const since = job.snoozingSince?.getTime() ?? Date.now()
  if (Date.now() - since > retry.maxSnoozingSeconds * 1000) {
    const outcome = { kind: 'failed', failure, retryable: true, retryAfterSeconds: delay } as const
    return await settleFailure(run, outcome, resources)
  }
  const row = await snoozeJob(resources.pool, job, failure, delay, hook(job, 'RETRYING', failure, resources))
  await showStatus(row, resources)
  await hide(row, delay, resources)
}

async function settleCrash(run: JobRun, detail: string, resources: SettleResources): Promise<void> {
  const row = await askAgain(resources.pool, run.job)
  if (row?.status === 'DONE' && row.fence === run.job.fence) {
    // The child committed and died before it could say so.
    return await settleForAnother(row, resources)
  }
  const delay = backoffSeconds(run.job.crashes + 1)
  const crashed = await recordCrash(resources.pool, run.job, { code: 'worker_crashed', message: detail }, delay)
  if (!crashed) return await leaveToOthers(run, resources)
  if (crashed.crashes >= retry.maxCrashes) return await buryExhausted(crashed, resources)
  await showStatus(crashed, resources)
  await hide(crashed, delay, resources)
}

async function settleCap(run: JobRun, resources: SettleResources): Promise<void> {
  const failure: JobFailure = {
    code: 'inference_timeout',
    message: `the work was ended after ${run.job.maxProcessingSeconds} s, its longest processing time`,
  }
  const row = await failJob(resources.pool, run.job, failure, hook(run.job, 'FAILED', failure, resources))
  await showStatus(row, resources)
  await acknowledge(row, resources)
}

async function handBack(run: JobRun, resources: SettleResources): Promise<void> {
  const row = await releaseJob(resources.pool, run.job)
  if (!row) return await leaveToOthers(run, resources)
  await showStatus(row, resources)
  await hide(row, 0, resources)
}

/**
 * DEAD for a row whose attempts or crashes are used up and that nobody runs (decision `bury`). `job` names the handle
 * of the message that was received for it, which the row need not know.
 */
export async function buryExhausted(job: JobRow, resources: SettleResources): Promise<void> {
  const crashLoop = job.crashes >= retry.maxCrashes
  const failure: JobFailure = crashLoop
    ? { code: 'crash_loop', message: `the work's process died ${job.crashes} times` }
    : { code: job.errorCode ?? 'attempts_exhausted', message: job.errorMessage ?? 'no attempt is left' }
  const { pool, workerId } = resources
  const dead = await buryWaitingJob(pool, job, workerId, failure, hook(job, 'DEAD', failure, resources))
  if (!dead) return
  await showStatus(dead, resources)
  const { queueUrl, receiptHandle } = job
  await acknowledge({ ...dead, queueUrl, receiptHandle }, resources)
}

/** Another hand has the job. A cancelled one still counts its slot until this moment, and its message may go. */
async function leaveToOthers(run: JobRun, resources: SettleResources): Promise<void> {
  await freeSlot(resources.pool, run.job.jobId, resources.workerId)
  const row = await askAgain(resources.pool, run.job)
  if (row?.status !== 'CANCELLED') return
  await showStatus(row, resources)
  await acknowledge(row, resources)
}

function hook(
  job: JobRow,
  status: SettledJob['status'],
  failure: JobFailure,
  { hooks }: SettleResources,
): InSameTransaction | undefined {
  const settled = hooks[job.jobType]
  if (!settled) return undefined
  const { code: errorCode, message: errorMessage } = failure
  return (tx) => settled(tx, { job: toClaimedJob(job), status, errorCode, errorMessage })
}

/** Shows a row's state in Redis; an outage there delays what is seen and fails nothing (P-27). */
export async function showStatus(
  row: JobRow,
  { progress }: Pick<SettleResources, 'progress'>,
  result?: Record<string, unknown>,
): Promise<void> {
  const failed: readonly JobStatus[] = ['FAILED', 'DEAD', 'RETRYING']
  await progress.status(row, {
    status: row.status,
    ...(failed.includes(row.status) &&
      row.errorCode && { error_code: row.errorCode, error_message: row.errorMessage ?? '' }),
    ...(result !== undefined && { result }),
  })
}

/**
 * Shows a terminal job's end, for whoever was gone before it could; what is shown already stays. Its result is left to
 * the detail endpoint.
 */
export async function showEnd(row: JobRow, resources: Pick<SettleResources, 'progress'>): Promise<void> {
  const finished = row.status === 'DONE' && ProgressReporter.ofAnother(resources.progress, row).finish()
  await Promise.all([finished, showStatus(row, resources)])
}

/** What is left to do for a job that another worker, or its process, ended and was gone (laws 8 and 9). */
export async function settleForAnother(
  row: JobRow,
  resources: Pick<SettleResources, 'progress' | 'messages' | 'log'>,
): Promise<void> {
  await showEnd(row, resources)
  await acknowledge(row, resources)
}

/** Deletes the message of a terminal job with the row's handle: its own may no longer delete (law 3). */
async function acknowledge(row: JobRow, { messages, log }: Pick<SettleResources, 'messages' | 'log'>): Promise<void> {
  if (!row.queueUrl || !row.receiptHandle) return // never received: whoever receives it deletes it
  try {
    await messages.delete(row.queueUrl, row.receiptHandle)
  } catch (error) {
    log.warn({ err: error, job_id: row.jobId }, 'the message was not deleted; its next receive will delete it')
  }
}

async function hide(row: JobRow, seconds: number, { messages, log }: SettleResources): Promise<void> {
  if (!row.queueUrl || !row.receiptHandle) return
  try {
    await messages.setVisibility(row.queueUrl, row.receiptHandle, seconds)
  } catch (error) {
    log.warn({ err: error, job_id: row.jobId }, 'visibility was not changed; the row is claimed directly when due')
  }
}
