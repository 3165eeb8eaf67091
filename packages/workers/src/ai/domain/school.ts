import { type Cell, cellText, isCellError, toHalfWidth } from './cell.ts'

export type SchoolType = 'ELEMENTARY' | 'MIDDLE' | 'HIGH'

/** What the school and grade cells say together. */
export interface SchoolFacts {
  readonly school?: string
  readonly schoolType?: SchoolType
  /** 1–6, in middle and high schools 1–3. */
  readonly grade?: number
}

/**
 * `숙명여고(2)` is the school 숙명여고 and grade 2; 초, 중 or 고 decides the type of school. A grade beyond what the
 * school has counts as none.
 */
export function schoolFacts(schoolCell: Cell, gradeCell: Cell): SchoolFacts {
  const { school, grade: gradeInSchool } = splitSchool(isCellError(schoolCell) ? '' : cellText(schoolCell))
  const gradeText = isCellError(gradeCell) ? '' : toHalfWidth(cellText(gradeCell)).replace(/\s/g, '')
  const schoolType = typeOfSchool(school) ?? typeOfGrade(gradeText)
  const grade = gradeInText(gradeText) ?? gradeInSchool
  const highest = schoolType === 'MIDDLE' || schoolType === 'HIGH' ? 3 : 6
  return {
    ...(school !== '' && { school }),
    ...(schoolType && { schoolType }),
    ...(grade !== undefined && grade >= 1 && grade <= highest && { grade }),
  }
}

function splitSchool(text: string): { school: string; grade?: number } {
  const found = /^(.*?)\s*[(（[]\s*([1-6１-６])\s*(?:학년)?\s*[)）\]]$/u.exec(text)
  if (!found) return { school: text }
  return { school: found[1] ?? '', grade: Number(toHalfWidth(found[2] ?? '')) }
}

function typeOfSchool(school: string): SchoolType | undefined {
  const name = school.replace(/[(（[].*$/u, '').replace(/\s/g, '')
  if (/(초|초교|초등|초등학교)$/u.test(name)) return 'ELEMENTARY'
  if (/(중|중교|중등|중학|중학교)$/u.test(name)) return 'MIDDLE'
  if (/(고|고교|고등|고등학교)$/u.test(name)) return 'HIGH'
  return undefined
}

function typeOfGrade(grade: string): SchoolType | undefined {
  if (grade.startsWith('초')) return 'ELEMENTARY'
  if (grade.startsWith('중')) return 'MIDDLE'
  return grade.startsWith('고') ? 'HIGH' : undefined
}

// 2, 2.0, 2학년, 중2, 고등2학년; nothing with a second number in it.
function gradeInText(text: string): number | undefined {
  const found = /^(?:초|초등|중|중등|고|고등)?(\d)(?:\.0+)?(?:학년)?$/u.exec(text)
  return found ? Number(found[1]) : undefined
}
