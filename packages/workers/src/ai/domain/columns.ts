import { type Cell, cellText } from './cell.ts'
import { aliases, type ColumnField, phoneAliases, roleWords } from './header-aliases.ts'
import { matchAliases, normaliseHeader } from './header-match.ts'

/** Where each field stands, as an index into `SheetRow.cells`. */
export type Columns = Readonly<Partial<Record<ColumnField, number>>>

/** A row read as a header: its columns, and the key fields that two columns claim equally. */
export interface HeaderReading {
  readonly columns: Columns
  readonly ambiguous: readonly ColumnField[]
}

export type PhoneRole = 'student' | 'parent' | 'neutral'

// The fields by which a student is found or reached: choosing one of two such columns would be a guess.
const unguessable: ReadonlySet<ColumnField> = new Set(['name', 'parentPhone', 'studentPhone'])

/**
 * Reads a row as a header. Phone columns go by their role first (학생… before 부모/보호자… before the neutral ones), so
 * that 학생 연락처 never becomes the parent's.
 *
 * @example
 * readHeader(['이름', '학생 연락처', '학부모 연락처']).columns // { name: 0, studentPhone: 1, parentPhone: 2 }
 */
export function readHeader(cells: readonly Cell[]): HeaderReading {
  const headers = cells.map((cell) => (typeof cell === 'string' ? normaliseHeader(cellText(cell)) : ''))
  const candidates = headers.flatMap((header, index) => (header === '' ? [] : claims(header, index)))
  const columns: Partial<Record<ColumnField, number>> = {}
  const ambiguous: ColumnField[] = []
  for (const field of new Set(candidates.map((candidate) => candidate.field))) {
    const best = bestOf(candidates.filter((candidate) => candidate.field === field))
    if (best.length > 1 && unguessable.has(field)) ambiguous.push(field)
    const first = best[0]
    if (first) columns[field] = first.index
  }
  return { columns, ambiguous }
}

/** Whose phone a header names, or undefined when it names none. The header is normalised. */
export function phoneRole(header: string): { readonly role: PhoneRole; readonly rank: number } | undefined {
  for (const role of ['student', 'parent', 'neutral'] as const) {
    const quality = matchAliases(header, phoneAliases[role])
    if (quality > 0) return { role: role === 'neutral' ? roleByWord(header) : role, rank: quality }
  }
  return undefined
}

/** Whether the normalised header speaks of the student or of a parent. */
export function roleByWord(header: string): PhoneRole {
  if (roleWords.parent.some((word) => header.includes(word))) return 'parent'
  return roleWords.student.some((word) => header.includes(word)) ? 'student' : 'neutral'
}

interface Claim {
  readonly field: ColumnField
  readonly index: number
  readonly rank: number
}

// A column that names a phone is never anything else; one that speaks of a parent never holds the student's name.
function claims(header: string, index: number): Claim[] {
  const phone = phoneRole(header)
  if (phone) {
    const field = phone.role === 'student' ? 'studentPhone' : 'parentPhone'
    return [{ field, index, rank: phone.rank + (phone.role === 'neutral' ? 0 : neutralRanks) }]
  }
  const ofParent = roleByWord(header) === 'parent'
  return (Object.keys(aliases) as (keyof typeof aliases)[])
    .map((field) => ({ field, index, rank: matchAliases(header, aliases[field]) }))
    .filter(({ field, rank }) => rank > 0 && !(field === 'name' && ofParent))
}

// A column with a role beats every neutral one, whose rank is at most 2.
const neutralRanks = 2

function bestOf(claims: readonly Claim[]): readonly Claim[] {
  const best = Math.max(...claims.map((claim) => claim.rank))
  return claims.filter((claim) => claim.rank === best)
}
