import { createHash } from 'node:crypto'
import { channels } from '../contract/index.ts'
import type { Transaction } from '../database/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import type { HeldLetter } from './held-letter.ts'

/** Who does it, and what holds one run's rows together. */
export interface Operator {
  readonly name: string
  readonly correlationId: string
}

/** A letter as an audit row tells it: enough to recognise it by, nothing of what it said (P-44). */
export function letterDetail(letter: HeldLetter, operator: Operator): Record<string, unknown> {
  return {
    correlation_id: operator.correlationId,
    operator: operator.name,
    queue: channels[letter.channel].dlqName,
    message_id: letter.messageId,
    sent_at: letter.sentAt.toISOString(),
    reason: letter.reason,
    pointer: letter.pointer,
    body_sha256: createHash('sha256').update(letter.body).digest('hex'),
    body_bytes: Buffer.byteLength(letter.body),
  }
}

/** @param row null for a letter without a job, or of another tenant than the row: then it says whom it named */
export async function audit(
  tx: Transaction,
  action: 'redrive' | 'discard',
  row: JobRow | null,
  letter: HeldLetter,
  detail: Record<string, unknown>,
): Promise<void> {
  const own = row !== null && row.tenantId === letter.tenantId ? row : null
  const claimed = own ? {} : { claimed_job_id: letter.jobId, claimed_tenant_id: letter.tenantId }
  await tx.query('INSERT INTO job_audit (job_id, tenant_id, action, detail) VALUES ($1, $2, $3, $4)', [
    own?.jobId ?? null,
    own?.tenantId ?? null,
    action,
    JSON.stringify({ ...detail, ...claimed }),
  ])
}
