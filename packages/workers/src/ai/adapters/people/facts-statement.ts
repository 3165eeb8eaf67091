import type { ChunkFacts, DeletedStudent, PhoneOwner } from '../../domain/chunk-decisions.ts'

/** A row of the facts: which fact it is decides which of the other columns are filled. */
export interface FactRow {
  readonly fact: 'active' | 'deleted' | 'account' | 'parent'
  readonly row_number: number | null
  readonly phone: string | null
  readonly user_id: string | null
  readonly id: string | null
}

/**
 * One statement for all look-ups of a chunk. Each key is looked up by itself (LATERAL … LIMIT 1), so that the planner
 * walks the composite indexes whatever it believes about the size of the tables; joined freely, it reads the whole
 * tenant for each chunk as long as a growing table has no statistics.
 *
 * @param source FROM item named `chunk`; $1 is the tenant
 */
export function factsStatement(source: string): string {
  return `
WITH chunk_keys AS MATERIALIZED (
  SELECT row_number, name_key, parent_phone, student_phone FROM ${source}
), deleted AS MATERIALIZED (
  SELECT k.row_number, s.student_id, s.user_id, s.student_phone
  FROM chunk_keys k CROSS JOIN LATERAL (
    SELECT student_id, user_id, student_phone FROM students
    WHERE tenant_id = $1 AND name_key = k.name_key AND parent_phone = k.parent_phone AND deleted_at IS NOT NULL
    ORDER BY deleted_at DESC LIMIT 1
  ) s
), phones AS MATERIALIZED (
  SELECT parent_phone AS phone FROM chunk_keys
  UNION SELECT student_phone FROM chunk_keys WHERE student_phone IS NOT NULL
  UNION SELECT student_phone FROM deleted WHERE student_phone IS NOT NULL
)
SELECT 'active' AS fact, k.row_number, NULL AS phone, NULL::bigint AS user_id, s.student_id AS id
FROM chunk_keys k CROSS JOIN LATERAL (
  SELECT student_id FROM students
  WHERE tenant_id = $1 AND name_key = k.name_key AND parent_phone = k.parent_phone AND deleted_at IS NULL
  LIMIT 1
) s
UNION ALL
SELECT 'deleted', row_number, student_phone, user_id, student_id FROM deleted
UNION ALL
SELECT 'account', NULL, p.phone, u.user_id, NULL
FROM phones p CROSS JOIN LATERAL (
  SELECT user_id FROM users WHERE tenant_id = $1 AND phone = p.phone AND deleted_at IS NULL LIMIT 1
) u
UNION ALL
SELECT 'parent', NULL, p.phone, r.user_id, r.parent_id
FROM phones p CROSS JOIN LATERAL (
  SELECT user_id, parent_id FROM parents WHERE tenant_id = $1 AND phone = p.phone LIMIT 1
) r`
}

/** The facts as the decisions want them. */
export function toFacts(rows: readonly FactRow[]): ChunkFacts {
  const active = new Set<number>()
  const deleted = new Map<number, DeletedStudent>()
  const phones = new Map<string, PhoneOwner>()
  const accounts = new Map<string, string>()
  for (const { fact, row_number: row, phone, user_id: userId, id } of rows) {
    if (fact === 'active' && row !== null) active.add(row)
    if (fact === 'deleted' && row !== null && id !== null && userId !== null) {
      deleted.set(row, { studentId: id, userId, ...(phone !== null && { studentPhone: phone }) })
    }
    if (fact === 'account' && phone !== null && userId !== null) accounts.set(phone, userId)
    if (fact === 'parent' && phone !== null && userId !== null && id !== null) {
      phones.set(phone, { kind: 'parent', parentId: id, userId, deleted: true })
    }
  }
  // An account that is not the parent's own makes the number somebody else's.
  for (const [phone, userId] of accounts) {
    const owner = phones.get(phone)
    const parents = owner?.kind === 'parent' && owner.userId === userId
    phones.set(phone, parents ? { ...owner, deleted: false } : { kind: 'other', userId })
  }
  return { active, deleted, phones }
}
