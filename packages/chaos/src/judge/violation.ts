/** What the laws of a job promise, and this harness looks for. */
export type Rule =
  | 'lost'
  | 'duplicate_effects'
  | 'stale_writes_accepted'
  | 'overlapping_runs'
  | 'deleted_early'
  | 'unexpected_dlq'
  | 'attempts_burned_by_operations'
  | 'recovery_too_slow'
  | 'redelivery_too_slow'
  /** The harness itself cannot vouch for the run. */
  | 'not_recorded'
  | 'machine_stalled'
  | 'minimum_not_reached'

/** One broken promise: what happened, and to which job. */
export interface Violation {
  readonly rule: Rule
  readonly job?: string
  readonly detail: string
}
