import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { AcademyConfig } from '../config/index.ts'
import type {
  BuiltJobTypeByFleet,
  ErrorCode,
  FleetName,
  JobType,
  PayloadByJobType,
  ResultByJobType,
  TenantId,
  Tier,
} from '../contract/index.ts'
import type { Pool, Transaction } from '../database/index.ts'
import type { JobSubject } from '../jobs/job-row.ts'

/** A job under this worker's claim, as its handler sees it. */
export interface ClaimedJob<T extends JobType = JobType> {
  readonly jobId: string
  readonly tenantId: TenantId
  readonly jobType: T
  readonly tier: Tier
  readonly payload: PayloadByJobType[T]
  /** 1 on the first run. */
  readonly attempt: number
  readonly maxAttempts: number
  /** The fencing token: send it along with writes to other systems, as an idempotency key or a condition. */
  readonly fence: number
  readonly correlationId: string
  readonly createdAt: Date
  /** Seconds from this attempt's start until the work is aborted, then killed (law 5). */
  readonly maxProcessingSeconds: number
  readonly subject: JobSubject | null
}

/** Where a handler stands; the contract's steps turn it into a percent. */
export interface ProgressUpdate {
  readonly step: string
  /** 0–100 within the step. */
  readonly stepPercent?: number
  /** 0–100 overall; derived from the step when absent. */
  readonly percent?: number
  /** Units of work, such as rows. */
  readonly done?: number
  readonly total?: number
  readonly perSecond?: number
  readonly remainingSeconds?: number
}

/** What the runtime gives a handler beside its job. */
export interface JobContext {
  /** Aborted with a `JobAborted` reason: `cancelled`, `lease_lost`, `cap` or `shutdown`. Stop soon, clean up, throw. */
  readonly signal: AbortSignal
  /** Shows progress in Redis. Never fails a job; refused for a claim that was lost. */
  progress(update: ProgressUpdate): Promise<void>
  /**
   * The handler's SQL and the fence in one transaction (law 7).
   * @throws FenceLostError when another worker has the job; nothing of the transaction is kept
   */
  transaction<R>(work: (tx: Transaction) => Promise<R>): Promise<R>
  /** Survives to the next attempt. Save it in the transaction of the rows it speaks of (P-43). */
  readonly checkpoint: {
    load<V>(): Promise<V | undefined>
    save<V>(tx: Transaction, value: V): Promise<void>
  }
  /** Carries request_id, job_id, tenant_id and attempt; in a worker that `runWorker` started, duration_ms, too. */
  readonly log: Logger
}

/** A finished job: its result, and rows to write in the transaction that makes it DONE. */
export interface JobDone<T extends JobType = JobType> {
  readonly result: ResultByJobType[T]
  readonly commit?: (tx: Transaction) => Promise<void>
}

/** Does one job. Throws RetryableError, TerminalError, RejectedInputError or AmbiguousError to say how it failed. */
export type JobHandler<T extends JobType> = (job: ClaimedJob<T>, ctx: JobContext) => Promise<JobDone<T>>

/** How a run that was not DONE ended. */
export interface SettledJob<T extends JobType = JobType> {
  readonly job: ClaimedJob<T>
  readonly status: 'RETRYING' | 'FAILED' | 'DEAD'
  readonly errorCode: ErrorCode
  readonly errorMessage: string
}

/** Runs in the transaction that makes the job RETRYING, FAILED or DEAD: the host application's own rows. */
export type SettledHook<T extends JobType> = (tx: Transaction, settled: SettledJob<T>) => Promise<void>

/** Job types of a fleet; handlers are exhaustive over those that are not `planned`. */
export type JobTypeOfFleet<F extends FleetName> = BuiltJobTypeByFleet[F]

/** What a worker module's `createHandlers` gets. */
export interface WorkerResources {
  readonly config: AcademyConfig
  /** Connections of the worker role, for reads; writes of a job go through `ctx.transaction`. */
  readonly pool: Pool
  readonly redis: Redis
  readonly sqs: SQSClient
  readonly log: Logger
}

/** The handlers of a fleet, made once a process: in the worker, and in each child process for isolated job types. */
export interface WorkerHandlers<F extends FleetName> {
  readonly handlers: { readonly [T in JobTypeOfFleet<F>]: JobHandler<T> }
  readonly settled?: { readonly [T in JobTypeOfFleet<F>]?: SettledHook<T> }
  close?(): Promise<void>
}

/** A module that exports `createHandlers`; it is loaded by URL, so that a child process can load it too. */
export interface WorkerModule<F extends FleetName> {
  createHandlers(resources: WorkerResources): Promise<WorkerHandlers<F>>
}
