import type { RowFact } from '../lease/index.ts'

/** What parsing says about a message, when it says anything against it. */
export type MessageFact = 'not_json' | 'contract_violation' | 'newer_schema_version'

/** Until when a postponed message stays in its queue; after that it is quarantined. */
export type PatienceLimit = 'receives_without_row' | 'parked_time' | 'none'

/** How long a postponed message stays hidden. */
export type Wait = 'backoff' | 'jitter' | 'due_time' | 'lease_end'

/** What to do with a received message. Postponing costs no attempt; deleting is only ever for terminal jobs (P-01). */
export type Decision =
  | { readonly action: 'run' }
  | { readonly action: 'delete' }
  | { readonly action: 'bury' }
  | { readonly action: 'quarantine' }
  | { readonly action: 'postpone'; readonly wait: Wait; readonly patience: PatienceLimit }

/**
 * Law 3: one table, one place. Rows are what is known of a message and its job row, in the order in which they are
 * asked; a message has exactly one of them.
 */
export const decisionTable: Readonly<Record<MessageFact | RowFact, Decision>> = {
  not_json: { action: 'quarantine' },
  contract_violation: { action: 'quarantine' },
  newer_schema_version: { action: 'postpone', wait: 'backoff', patience: 'parked_time' },
  tenant_mismatch: { action: 'quarantine' },
  no_row: { action: 'postpone', wait: 'backoff', patience: 'receives_without_row' },
  terminal: { action: 'delete' },
  running: { action: 'postpone', wait: 'lease_end', patience: 'none' },
  exhausted: { action: 'bury' },
  not_due: { action: 'postpone', wait: 'due_time', patience: 'none' },
  fleet_full: { action: 'postpone', wait: 'jitter', patience: 'none' },
  tenant_full: { action: 'postpone', wait: 'jitter', patience: 'none' },
  no_slot: { action: 'postpone', wait: 'jitter', patience: 'none' },
  claimed: { action: 'run' },
}
