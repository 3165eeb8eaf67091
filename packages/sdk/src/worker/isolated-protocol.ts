import type { JobRow } from '../jobs/job-row.ts'
import type { RunOutcome } from './outcomes.ts'

/** What the worker says to a child process. `lease_confirmed` is repeated with every confirmed beat. */
export type ToChild =
  | { readonly type: 'run'; readonly job: JobRow }
  | { readonly type: 'abort'; readonly reason: 'cancelled' | 'lease_lost' | 'cap' | 'shutdown' }
  | { readonly type: 'lease_confirmed' }

/** What a child process says to its worker. */
export type FromChild = { readonly type: 'ready' } | { readonly type: 'ended'; readonly outcome: RunOutcome }
