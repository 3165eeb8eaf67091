import type { StudentRow } from './roster-row.ts'
import { type RowFailure, rowFailure } from './row-reasons.ts'

/** A deleted student of the same match key. */
export interface DeletedStudent {
  readonly studentId: string
  readonly userId: string
  /** The phone it had; it gets it back unless the roster gives another. */
  readonly studentPhone?: string
}

/** A parent that the tables know; a deleted one comes back with its first child. */
export interface KnownParent {
  readonly kind: 'parent'
  readonly parentId: string
  readonly userId: string
  readonly deleted: boolean
}

/** Who uses a phone: a parent's account, or somebody else's. */
export type PhoneOwner = KnownParent | { readonly kind: 'other'; readonly userId: string }

/** What the database knows about the rows of a chunk, read under the tenant's lock. */
export interface ChunkFacts {
  /** Rows whose match key is an active student. */
  readonly active: ReadonlySet<number>
  /** Rows whose match key is a deleted student. */
  readonly deleted: ReadonlyMap<number, DeletedStudent>
  readonly phones: ReadonlyMap<string, PhoneOwner>
}

/** What becomes of a row that is written. */
export interface Enrolment {
  readonly student: StudentRow
  /** Set when a deleted student comes back. */
  readonly restores?: DeletedStudent
  /** The parent's account when it exists already; siblings within a chunk share the new one. */
  readonly parent?: KnownParent
}

export interface ChunkDecisions {
  readonly enrolments: readonly Enrolment[]
  /** Rows whose student is there already. */
  readonly duplicates: readonly number[]
  readonly failures: readonly RowFailure[]
}

type Claim = PhoneOwner | { readonly kind: 'new_parent' } | { readonly kind: 'new_student' }

/** What earlier rows of a file took, where the tables cannot tell: within a chunk, and throughout a dry run. */
export interface Claims {
  readonly phones: Map<string, Claim>
  /** Match keys of students. */
  readonly students: Set<string>
}

/** Nothing is taken yet. */
export function noClaims(): Claims {
  return { phones: new Map(), students: new Set() }
}

/**
 * Decides row by row, in the order of the sheet, so that the outcome does not depend on where chunks begin: an active
 * match is a duplicate, a deleted one is restored, and a phone of another account fails the row (`phone_in_use`).
 *
 * @param claims grows by what the rows take; a dry run hands the same one to all its chunks
 */
export function decideChunk(
  rows: readonly StudentRow[],
  facts: ChunkFacts,
  claims: Claims = noClaims(),
): ChunkDecisions {
  const owners: Owners = (phone) => claims.phones.get(phone) ?? facts.phones.get(phone)
  const enrolments: Enrolment[] = []
  const duplicates: number[] = []
  const failures: RowFailure[] = []
  for (const student of rows) {
    const key = `${student.parentPhone}:${student.nameKey}`
    if (facts.active.has(student.row) || claims.students.has(key)) {
      duplicates.push(student.row)
      continue
    }
    const restores = facts.deleted.get(student.row)
    const own = student.studentPhone ?? restores?.studentPhone
    if (phoneTaken(owners, student.parentPhone, own, restores)) {
      failures.push(rowFailure(student.row, student.name, 'phone_in_use'))
      continue
    }
    const parent = owners(student.parentPhone)
    claims.students.add(key)
    if (!parent) claims.phones.set(student.parentPhone, { kind: 'new_parent' })
    if (own !== undefined) claims.phones.set(own, { kind: 'new_student' })
    enrolments.push({ student, ...(restores && { restores }), ...(parent?.kind === 'parent' && { parent }) })
  }
  return { enrolments, duplicates, failures }
}

type Owners = (phone: string) => Claim | undefined

function phoneTaken(
  owners: Owners,
  parentPhone: string,
  studentPhone: string | undefined,
  restores: DeletedStudent | undefined,
): boolean {
  const parent = owners(parentPhone)
  if (parent && parent.kind !== 'parent' && parent.kind !== 'new_parent') return true
  if (studentPhone === undefined) return false
  if (studentPhone === parentPhone) return true
  const owner = owners(studentPhone)
  if (!owner) return false
  return !(owner.kind === 'other' && restores !== undefined && owner.userId === restores.userId)
}
