import type { Tier } from '@academy/sdk/contract'

/** Fleets whose workers are broken: one runs its handlers in child processes, one in the worker's own process. */
export type ChaosFleet = 'ai' | 'messaging'

/** What a job's handler does, on every worker and at every attempt the same. */
export interface Script {
  /**
   * `done` succeeds; `retry` fails `failures` times first; `snooze` puts itself off once; `terminal` and `ambiguous`
   * fail for good; `poison` fails until its attempts are used up and belongs into the dead-letter queue.
   */
  readonly outcome: 'done' | 'retry' | 'snooze' | 'terminal' | 'ambiguous' | 'poison'
  readonly failures: number
  /** How long one run takes, in milliseconds; the first one perhaps longer. */
  readonly ms: number
  readonly firstMs?: number
}

/** One job of the load. Times are seconds from the beginning of the window. */
export interface PlannedJob {
  readonly id: string
  readonly at: number
  readonly tenant: string
  readonly fleet: ChaosFleet
  readonly tier: Tier
  readonly script: Script
}

/** Everything that can be done to the system. */
export const faultKinds = [
  'kill_handler', // SIGKILL of a worker whose handler runs
  'kill_claim', // SIGKILL of a worker that has received a message and not yet claimed its job
  'kill_child', // SIGKILL of the child process of an isolated handler alone
  'freeze', // SIGSTOP past dead_after, then SIGCONT
  'sigterm', // an orderly stop, one worker after the other
  'postgres_black_hole', // bytes stop, connections stay
  'redis_black_hole',
  'sqs_black_hole',
  'postgres_restart', // SIGKILL of the server, then recovery from its log
  'postgres_cut', // every connection is lost at once
  'redis_flush',
  'purge_queue', // every message of a queue is gone
  'sqs_error',
  'sqs_lost_response',
  'sqs_duplicate',
  'sqs_late', // requests that arrive seconds after they were made
  'sqs_reset',
  'garbage', // a message that is no message
] as const

export type FaultKind = (typeof faultKinds)[number]

/** One fault. What is absent does not apply to its kind. */
export interface PlannedFault {
  readonly id: number
  readonly kind: FaultKind
  /** Seconds from the beginning of the window. */
  readonly at: number
  /** The worker that is meant; when it is down or idle, the next of its fleet takes its place. */
  readonly worker?: string
  /** How long it lasts; for a killed worker, until it is started again. */
  readonly seconds?: number
  /** Freezes the worker with its child processes, or the worker alone. */
  readonly scope?: 'tree' | 'worker'
  /** How a black hole ends: late bytes arrive, or every connection is lost. */
  readonly ends?: 'resume' | 'cut'
  /** The SQS action that the fault meets, and how often. */
  readonly action?: string
  readonly count?: number
}

/** A worker process by its stable name. */
export interface PlannedWorker {
  readonly name: string
  readonly fleet: ChaosFleet
}

/** What a run does: wholly decided by its seed and its length. */
export interface Plan {
  readonly seed: number
  readonly seconds: number
  readonly tenants: readonly string[]
  readonly workers: readonly PlannedWorker[]
  readonly jobs: readonly PlannedJob[]
  readonly faults: readonly PlannedFault[]
}

/** The length that the demanded minimums are stated for; a shorter run is asked for its share of them. */
export const fullSeconds = 180
