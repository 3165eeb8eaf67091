import type { RosterSheet, RosterWorkbook } from '../../application/ports.ts'
import { readSharedStrings } from './shared-strings.ts'
import { type SheetContext, sheetRows } from './sheet-rows.ts'
import { readWorkbookParts } from './workbook-parts.ts'
import { readArchive, type WholeFile } from './zip-archive.ts'

/**
 * Opens an .xlsx for streaming: exceljs's reader for the workbook's own parts, and the rows of a sheet one piece of the
 * file at a time. Of its contents only the shared strings are held in memory.
 *
 * @throws RejectedInputError `file_type_not_supported` or `file_unreadable`
 */
export async function openWorkbook(file: WholeFile, signal?: AbortSignal): Promise<RosterWorkbook> {
  const parts = await readArchive(file)
  const { sheets, isDateStyle, date1904 } = await readWorkbookParts(parts)
  const strings = parts.get('xl/sharedstrings.xml')
  const context: SheetContext = {
    sharedStrings: strings ? await readSharedStrings(strings, signal) : [],
    isDateStyle,
    dateOf: (serial) => dateOfSerial(serial, date1904),
  }
  return {
    sheets: sheets.map(
      (sheet): RosterSheet => ({
        name: sheet.name,
        hidden: sheet.hidden,
        rows: (rowSignal) => sheetRows(sheet.part, context, rowSignal),
      }),
    ),
  }
}

const millisecondsADay = 86_400_000
// Day 0 of the 1900 system counts a 29 February 1900 that never was; for real dates it lies on 30 December 1899.
const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)

function dateOfSerial(serial: number, date1904: boolean): Date {
  return new Date((date1904 ? epoch1904 : epoch1900) + Math.round(serial * millisecondsADay))
}
