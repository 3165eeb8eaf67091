import { PassThrough, type Readable } from 'node:stream'
import exceljs from 'exceljs'
import type { FailedRow, FailedRowsStore } from '../application/ports.ts'
import { type Cell, cellText, isCellError, type SheetRow } from '../domain/cell.ts'
import { rowReasons } from '../domain/row-reasons.ts'

/** Stores a stream of bytes as an object. */
export type StoreObject = (key: string, body: Readable, contentType: string, signal: AbortSignal) => Promise<unknown>

/** The media type of .xlsx. */
export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

// Columns that the import does not know, so that the corrected file can be uploaded as it is.
const reasonHeaders = ['사유', 'Reason']

/** Failed rows as a workbook in object storage. */
export function createFailedRowsStore(storeObject: StoreObject): FailedRowsStore {
  return {
    write: async (objectKey, header, rows, signal) => {
      const stream = new PassThrough()
      const stored = storeObject(objectKey, stream, workbookType, signal)
      // Whichever end breaks, the other must not wait for it.
      const written = writeWorkbook(stream, header, rows).catch((error: Error) => {
        stream.destroy(error)
        throw error
      })
      await Promise.all([stored, written])
    },
  }
}

async function writeWorkbook(stream: PassThrough, header: SheetRow, rows: AsyncIterable<FailedRow>): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings: false, useStyles: true })
  const sheet = workbook.addWorksheet('실패한 행')
  const width = header.cells.length
  sheet.addRow([...cellsOf(header.cells, width), ...reasonHeaders]).commit()
  for await (const { cells, failure } of rows) {
    const { ko, en } = rowReasons[failure.code]
    // Cells beyond the header belong to no column; the reasons stand right beside the known ones.
    sheet.addRow([...cellsOf(cells, width), ko, en]).commit()
  }
  sheet.commit()
  await workbook.commit()
}

function cellsOf(cells: readonly Cell[], width: number): exceljs.CellValue[] {
  return Array.from({ length: width }, (_, column) => written(cells[column]))
}

function written(cell: Cell): exceljs.CellValue {
  if (cell === undefined) return null
  if (isCellError(cell)) return cell.error
  return typeof cell === 'string' ? neutralised(cellText(cell)) : cell
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it (=, +, -, @, tab): what one person
 * typed must not run on another's computer.
 */
export function neutralised(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
