import type { RosterSheet } from '../../../src/ai/application/ports.ts'
import type { Cell } from '../../../src/ai/domain/cell.ts'

/** A sheet as the reader would stream it: rows without values are left out, a few rows a piece. */
export function sheetOf(rows: readonly (readonly Cell[])[], rowsAPiece = 7, name = 'Sheet1'): RosterSheet {
  const filled = rows.map((cells, at) => ({ number: at + 1, cells })).filter((row) => row.cells.length > 0)
  return {
    name,
    hidden: false,
    async *rows() {
      for (let at = 0; at < filled.length; at += rowsAPiece) {
        const piece = filled.slice(at, at + rowsAPiece)
        yield { rows: piece, fraction: Math.min(1, (at + rowsAPiece) / filled.length) }
      }
    },
  }
}
