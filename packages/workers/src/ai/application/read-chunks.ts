import type { Layout } from '../domain/layout.ts'
import { readRow, type StudentRow } from '../domain/roster-row.ts'
import type { RowFailure } from '../domain/row-reasons.ts'
import type { RosterSheet } from './ports.ts'

/** Rows that are merged together, and what the rows up to its end came to by themselves. */
export interface Chunk {
  readonly students: readonly StudentRow[]
  /** Rows since the last chunk that no database needs to see to refuse them. */
  readonly failures: readonly RowFailure[]
  /** Excel number of the last row that this chunk speaks of. */
  readonly lastRow: number
  /** Rows up to its end that have an outcome, from the start of the sheet. */
  readonly rowsRead: number
  /** Rows of the whole sheet, estimated until it is read. */
  readonly rowsExpected: number
  /** No row follows. */
  readonly last: boolean
}

/**
 * Reads the students below the header in chunks of `chunkRows` valid rows. Rows up to `afterRow` were merged by an
 * earlier attempt: their students are left out, their own failures are told again, since nothing else remembers them.
 */
export async function* readChunks(
  sheet: RosterSheet,
  layout: Layout,
  chunkRows: number,
  afterRow: number,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  let open = { students: [] as StudentRow[], failures: [] as RowFailure[], lastRow: layout.headerRow, rowsRead: 0 }
  for await (const { rows, fraction } of sheet.rows(signal)) {
    for (const row of rows) {
      if (row.number <= layout.headerRow) continue
      const reading = readRow(row, layout)
      const student = reading.kind === 'student' && row.number > afterRow ? reading.student : undefined
      // A full chunk is handed out only when another student follows: the last chunk is the one that ends the job.
      if (student && open.students.length === chunkRows) {
        yield { ...open, rowsExpected: Math.round(open.rowsRead / fraction), last: false }
        open = { ...open, students: [], failures: [] }
      }
      open.lastRow = row.number
      if (reading.kind !== 'skipped') open.rowsRead += 1
      if (reading.kind === 'failed') open.failures.push(reading.failure)
      if (student) open.students.push(student)
    }
  }
  yield { ...open, rowsExpected: open.rowsRead, last: true }
}
