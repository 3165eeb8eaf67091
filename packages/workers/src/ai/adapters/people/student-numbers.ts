import { TerminalError } from '@academy/sdk/errors'
import type { Tx } from '../../application/ports.ts'
import type { Enrolment } from '../../domain/chunk-decisions.ts'
import { studentNumber } from '../../domain/student-number.ts'

/**
 * Locks the tenant's counter until the commit and reads it. The lock is a statement of its own: what comes after it
 * sees everything that the holder before has committed. Numbers that stand in the table already, from whatever
 * source, are passed over.
 *
 * The same statement keeps the transaction from reading whole tables. The server keeps its plan for a foreign key as
 * long as the connection lives; made while the table was small, it would be a sequential scan for every row of every
 * later chunk.
 */
export async function lockNumbers(tx: Tx, tenantId: string): Promise<number> {
  const { rows } = await tx.query<{ next: string }>(lockStatement, [tenantId])
  return Number(rows[0]?.next)
}

const lockStatement = `
INSERT INTO student_numbers AS n (tenant_id, next)
SELECT $1, coalesce((SELECT ${ordinal('ps_number')} + 1 FROM students
                     WHERE tenant_id = $1 ORDER BY ps_number DESC LIMIT 1), 0)
ON CONFLICT (tenant_id) DO UPDATE SET next = greatest(n.next, excluded.next)
RETURNING next, set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`

function ordinal(column: string): string {
  return `(ascii(${column}) - ascii('A')) * 100000 + right(${column}, 5)::bigint`
}

/**
 * Numbers for the new students of a chunk; restored ones keep theirs.
 * @throws TerminalError `ps_number_exhausted`
 */
export function studentNumbers(
  next: number,
  enrolments: readonly Enrolment[],
): { readonly next: number; readonly assigned: readonly (string | undefined)[] } {
  let free = next
  const assigned = enrolments.map((enrolment) => {
    if (enrolment.restores) return undefined
    const number = studentNumber(free)
    if (!number) throw new TerminalError('ps_number_exhausted', 'Every student number of the academy is given out')
    free += 1
    return number
  })
  return { next: free, assigned }
}
