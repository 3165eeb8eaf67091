import { unreadable } from './zip-archive.ts'

// Nobody's roster is that wide; rows stay small whatever a file claims.
const widest = 1_000

/**
 * Index from 0 of a cell: of its reference, such as AB12, or the one after the cell before.
 * @throws RejectedInputError `file_unreadable` when the sheet is wider than any roster
 */
export function columnIndex(reference: string | undefined, next: number): number {
  const column = (reference === undefined ? undefined : columnOf(reference)) ?? next
  if (column >= widest) throw unreadable('The sheet has too many columns')
  return column
}

function columnOf(reference: string): number | undefined {
  let column = 0
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - letterA
    if (letter < 0 || letter >= letters) break
    column = column * letters + letter + 1
    if (column > widest) return widest
  }
  return column === 0 ? undefined : column - 1
}

const letterA = 'A'.charCodeAt(0)
const letters = 26
