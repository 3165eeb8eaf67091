/** A cell as it shows: a formula by its cached value, rich text as plain text. */
export type Cell = string | number | boolean | Date | CellError | undefined

/** An error value such as #REF!. */
export interface CellError {
  readonly error: string
}

/** A row of a sheet with the number that Excel shows beside it; `cells[0]` is column A. */
export interface SheetRow {
  readonly number: number
  readonly cells: readonly Cell[]
}

/** Whether the cell is an error value. */
export function isCellError(cell: Cell): cell is CellError {
  return typeof cell === 'object' && !(cell instanceof Date)
}

/** The cell as text: no control or zero-width characters, NFC, trimmed, runs of white space as one space. */
export function cellText(cell: Cell): string {
  return cleanText(rawText(cell))
}

/** See `cellText`. Lone surrogates, which no database takes, become the replacement character. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** Full-width forms (０１０, （, Ａ, ideographic space) as their half-width ones. */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[！-～]/g, (character) => String.fromCharCode(character.charCodeAt(0) - fullWidthOffset))
    .replace(/\u3000/g, ' ')
}

/** Whether nothing can be seen in any cell of the row. */
export function isEmptyRow(row: SheetRow): boolean {
  return row.cells.every((cell) => cell === undefined || cellText(cell) === '')
}

const fullWidthOffset = '！'.charCodeAt(0) - '!'.charCodeAt(0)
// Zero-width space, joiners, word joiner, byte order mark, soft hyphen: pasted from web pages, seen by nobody.
const invisible = /[\u200b-\u200d\u2060\ufeff\u00ad]/gu

// The apostrophe that the workbook of failed rows puts before what a spreadsheet would run: uploaded again, the text is
// what it was.
const neutraliser = /^'(?=[=+\-@\t\r])/

function rawText(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'string') return cell.replace(neutraliser, '')
  if (cell instanceof Date) return Number.isNaN(cell.valueOf()) ? '' : dateText(cell)
  if (typeof cell === 'object') return cell.error
  return String(cell)
}

function dateText(date: Date): string {
  const [day = '', time = ''] = date.toISOString().split('T')
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 5)}`
}
