import {
  type ChunkFacts,
  type DeletedStudent,
  decideChunk,
  type PhoneOwner,
} from '../../../src/ai/domain/chunk-decisions.ts'
import type { StudentRow } from '../../../src/ai/domain/roster-row.ts'

/** What the tables of people hold, as plain maps: the truth that a chunk-wise import must come to. */
export class PeopleModel {
  readonly #active = new Map<string, string>()
  readonly #deleted = new Map<string, DeletedStudent>()
  readonly #owners = new Map<string, PhoneOwner>()
  #ids = 0

  /** A student that was there and was deleted; its phone is free. */
  addDeleted(student: StudentRow): void {
    const id = this.#next()
    const phone = student.studentPhone
    this.#deleted.set(keyOf(student), { studentId: id, userId: `u${id}`, ...(phone && { studentPhone: phone }) })
  }

  /** Imports a chunk and tells each row's outcome. */
  import(rows: readonly StudentRow[]): string[] {
    const decisions = decideChunk(rows, this.#facts(rows))
    for (const { student, restores } of decisions.enrolments) {
      const id = this.#next()
      const userId = restores?.userId ?? `u${id}`
      this.#active.set(keyOf(student), userId)
      this.#deleted.delete(keyOf(student))
      if (!this.#owners.has(student.parentPhone)) {
        this.#owners.set(student.parentPhone, { kind: 'parent', parentId: `p${id}`, userId: `pu${id}`, deleted: false })
      }
      const phone = student.studentPhone ?? restores?.studentPhone
      if (phone) this.#owners.set(phone, { kind: 'other', userId })
    }
    const enrolled = new Map(decisions.enrolments.map((enrolment) => [enrolment.student.row, enrolment]))
    const failed = new Set(decisions.failures.map((failure) => failure.row))
    return rows.map(({ row }) => {
      const enrolment = enrolled.get(row)
      if (enrolment) return enrolment.restores ? 'restored' : 'created'
      return failed.has(row) ? 'phone_in_use' : 'duplicate'
    })
  }

  #facts(rows: readonly StudentRow[]): ChunkFacts {
    const active = new Set(rows.filter((row) => this.#active.has(keyOf(row))).map((row) => row.row))
    const deleted = new Map<number, DeletedStudent>()
    for (const row of rows) {
      const found = this.#deleted.get(keyOf(row))
      if (found) deleted.set(row.row, found)
    }
    return { active, deleted, phones: this.#owners }
  }

  #next(): string {
    this.#ids += 1
    return String(this.#ids)
  }
}

function keyOf(student: StudentRow): string {
  return `${student.nameKey}:${student.parentPhone}`
}
