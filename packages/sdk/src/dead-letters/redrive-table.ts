import type { JobStatus } from '../jobs/job-row.ts'

/** What a letter and its job's row say together. */
export type LetterFact =
  | 'breaks_contract'
  | 'tenant_mismatch'
  | 'no_row'
  | 'dead'
  | 'alive_buried'
  | 'alive_quarantined'
  | 'ended'

/**
 * What becomes of a letter that is redriven:
 * `redrive` the job is PENDING again, then its message is sent; `resend` the message alone goes back to its queue;
 * `remove` nothing is left to do for it; `refuse` it stays where it is.
 */
export type RedriveAction = 'redrive' | 'resend' | 'remove' | 'refuse'

/** One table, one place, tested cell by cell. The row is the authority; a letter only carries. */
export const redriveTable: Readonly<Record<LetterFact, { readonly action: RedriveAction; readonly because: string }>> =
  {
    breaks_contract: { action: 'refuse', because: 'it does not keep the current contract' },
    tenant_mismatch: { action: 'refuse', because: "it names another tenant than the job's row" },
    no_row: { action: 'resend', because: 'it keeps the contract now, and no row says otherwise' },
    dead: { action: 'redrive', because: 'the job is DEAD' },
    // Another redrive or a retry was faster, and its message is on its way.
    alive_buried: { action: 'remove', because: 'the job was redriven already' },
    alive_quarantined: { action: 'resend', because: 'the job waits or runs, and this is its message' },
    ended: { action: 'remove', because: 'the job has ended since' },
  }

const quarantineReasons: ReadonlySet<string> = new Set([
  'not_json',
  'contract_violation',
  'newer_schema_version',
  'tenant_mismatch',
  'job_row_missing',
])

/** Of a letter that keeps the contract. @param row null when there is none */
export function letterFact(
  letter: { readonly tenantId: string | null; readonly reason: string | null },
  row: { readonly tenantId: string; readonly status: JobStatus } | null,
): LetterFact {
  if (row === null) return 'no_row'
  if (row.tenantId !== letter.tenantId) return 'tenant_mismatch'
  if (row.status === 'DEAD') return 'dead'
  if (row.status === 'DONE' || row.status === 'FAILED' || row.status === 'CANCELLED') return 'ended'
  // SQS itself gives no reason: it moved the only message of a job that is still alive.
  return letter.reason === null || quarantineReasons.has(letter.reason) ? 'alive_quarantined' : 'alive_buried'
}
