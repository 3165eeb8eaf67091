import { cellText, type SheetRow } from './cell.ts'
import { roleByWord } from './columns.ts'
import { normaliseHeader } from './header-match.ts'
import { isMobileNumber, phoneDigits } from './phone.ts'

/** Rows below the header that are looked at. */
export const sampleRows = 20

const leastNumbers = 2
const leastScore = 0.6
const leastLead = 0.1

/**
 * Finds the parents' column of a sheet that does not name it, from its first rows: a phone column is taken when its
 * score is high enough and no other comes near. Undefined when it would be a guess.
 */
export function inferParentColumn(
  header: SheetRow,
  sample: readonly SheetRow[],
  taken: ReadonlySet<number>,
): number | undefined {
  const width = Math.max(header.cells.length, ...sample.map((row) => row.cells.length))
  const scores = Array.from({ length: width }, (_, index) => index)
    .filter((index) => !taken.has(index))
    .map((index) => ({ index, score: scoreColumn(header, sample, index) }))
    .sort((a, b) => b.score - a.score)
  const [best, next] = scores
  if (!best || best.score < leastScore - rounding) return undefined
  return next && best.score - next.score <= leastLead + rounding ? undefined : best.index
}

/**
 * 0.6 for a parent word in the header, −0.5 for a student word, 0.7 × the share of phone-like cells, and 0.3 × the
 * share of repeated numbers (siblings) when neither word is there. Negative infinity for a column without phones.
 */
export function scoreColumn(header: SheetRow, sample: readonly SheetRow[], index: number): number {
  const cells = sample.map((row) => row.cells[index]).filter((cell) => cellText(cell) !== '')
  const numbers = cells.map(phoneDigits).filter(isMobileNumber)
  if (numbers.length < leastNumbers) return Number.NEGATIVE_INFINITY
  const role = roleByWord(normaliseHeader(cellText(header.cells[index])))
  const phoneLike = (0.7 * numbers.length) / cells.length
  if (role === 'parent') return 0.6 + phoneLike
  if (role === 'student') return phoneLike - 0.5
  const repeated = numbers.filter((number, at) => numbers.indexOf(number) !== at || numbers.lastIndexOf(number) !== at)
  return phoneLike + (0.3 * repeated.length) / numbers.length
}

// Scores are sums of decimal fractions.
const rounding = 1e-9
