import type { ChunkPasswords } from '../../application/ports.ts'
import type { Enrolment } from '../../domain/chunk-decisions.ts'
import { parentLogin, parentSuffix, studentLogin } from '../../domain/login.ts'
import type { WrittenRow } from './chunk-rows.ts'

/**
 * The rows that are written, with the first passwords of the accounts they make: a student's unless one is restored,
 * and a parent's with the first of new siblings, as the statement has it.
 */
export function writtenRows(
  tenantId: string,
  enrolments: readonly Enrolment[],
  numbers: readonly (string | undefined)[],
  passwords: ChunkPasswords,
): WrittenRow[] {
  const madeParents = new Set<string>()
  return enrolments.map((enrolment, at) => {
    const { row, name, parentPhone, studentPhone } = enrolment.student
    const number = numbers[at]
    const makesParent = !enrolment.parent && !madeParents.has(parentPhone)
    madeParents.add(parentPhone)
    const student = number !== undefined && {
      ...{ row, name, role: 'student' as const },
      login: studentLogin(tenantId, number),
      phone: studentPhone ?? parentPhone,
    }
    const parent = makesParent && {
      ...{ row, name: name + parentSuffix, role: 'parent' as const },
      login: parentLogin(tenantId, parentPhone),
      phone: parentPhone,
    }
    return {
      enrolment,
      number,
      hash: student ? passwords.hash(student) : undefined,
      parentHash: parent ? passwords.hash(parent) : undefined,
    }
  })
}
