import { Buffer } from 'node:buffer'
import type { SheetPiece } from '../../application/ports.ts'
import type { Cell, SheetRow } from '../../domain/cell.ts'
import { columnIndex } from './column-index.ts'
import { TextRun, unescapeExcel } from './text-run.ts'
import { XmlEvents } from './xml-events.ts'
import { xmlText } from './xml-text.ts'
import { type ArchivePart, unreadable } from './zip-archive.ts'

/** What a sheet's cells refer to. */
export interface SheetContext {
  readonly sharedStrings: readonly string[]
  /** Whether numbers of this style are dates. */
  readonly isDateStyle: (style: number) => boolean
  readonly dateOf: (serial: number) => Date
}

const lastRowOfExcel = 1_048_576

interface OpenCell {
  readonly column: number
  readonly type: string | undefined
  readonly style: number
  formula: boolean
  value: string | undefined
}

/**
 * A sheet's rows with their true numbers, as they stream by; rows without any value are left out, so that a million
 * styled empty rows cost no memory. Each element holds the rows of one piece of the file.
 */
export async function* sheetRows(
  part: ArchivePart,
  context: SheetContext,
  signal?: AbortSignal,
): AsyncGenerator<SheetPiece> {
  const reader = new SheetReader(context)
  const events = new XmlEvents(reader)
  let bytes = 0
  for await (const piece of xmlText(part, signal)) {
    events.write(piece)
    bytes += Buffer.byteLength(piece)
    const rows = reader.take()
    if (rows.length > 0) yield { rows, fraction: Math.min(1, bytes / part.size) }
  }
  events.end()
}

/** Turns the XML events of a sheet into rows. Row and cell references may be missing: both then count on. */
export class SheetReader {
  readonly #context: SheetContext
  readonly #inline = new TextRun()
  #rows: SheetRow[] = []
  #row: { number: number; cells: Cell[] } | undefined
  #cell: OpenCell | undefined
  #lastRow = 0
  #nextColumn = 0
  #inValue = false
  #inInline = false

  constructor(context: SheetContext) {
    this.#context = context
  }

  take(): SheetRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'c') this.#openCell(attributes)
    else if (name === 'row') this.#openRow(attributes)
    else if (!this.#cell) return
    else if (name === 'v') this.#inValue = true
    else if (name === 'f') this.#cell.formula = true
    else if (name === 'is') this.#inInline = true
    else if (this.#inInline) this.#inline.open(name)
  }

  text(text: string): void {
    if (this.#inInline) this.#inline.text(text)
    else if (this.#inValue && this.#cell) this.#cell.value = (this.#cell.value ?? '') + text
  }

  close(name: string): void {
    if (name === 'c') this.#closeCell()
    else if (name === 'row') this.#closeRow()
    else if (name === 'v') this.#closeValue()
    else if (name === 'is') this.#closeInline()
    else if (this.#inInline) this.#inline.close(name)
  }

  #openRow(attributes: Readonly<Record<string, string>>): void {
    const given = Number(attributes.r)
    this.#lastRow = Number.isSafeInteger(given) && given > 0 ? given : this.#lastRow + 1
    if (this.#lastRow > lastRowOfExcel) throw unreadable('The sheet has more rows than a sheet can have')
    this.#row = { number: this.#lastRow, cells: [] }
    this.#nextColumn = 0
  }

  #openCell(attributes: Readonly<Record<string, string>>): void {
    const column = columnIndex(attributes.r, this.#nextColumn)
    this.#nextColumn = column + 1
    this.#cell = {
      column,
      type: attributes.t,
      style: Number(attributes.s ?? 0),
      formula: false,
      value: undefined,
    }
  }

  #closeValue(): void {
    this.#inValue = false
    if (this.#cell) this.#cell.value ??= ''
  }

  #closeInline(): void {
    this.#inInline = false
    if (this.#cell) this.#cell.value = this.#inline.take()
  }

  #closeCell(): void {
    const cell = this.#cell
    this.#cell = undefined
    if (!cell || !this.#row) return
    const value = cellValue(cell, this.#context)
    if (value === undefined || value === '') return
    const { cells } = this.#row
    while (cells.length < cell.column) cells.push(undefined)
    cells[cell.column] = value
  }

  #closeRow(): void {
    if (this.#row && this.#row.cells.length > 0) this.#rows.push(this.#row)
    this.#row = undefined
  }
}

function cellValue(cell: OpenCell, context: SheetContext): Cell {
  const { value } = cell
  // A formula that was never calculated: what would stand there is unknown.
  if (value === undefined) return cell.formula ? { error: '#N/A' } : undefined
  switch (cell.type) {
    case 's':
      return context.sharedStrings[Number(value)]
    case 'str':
      return unescapeExcel(value)
    case 'inlineStr':
    case 'd':
      return value
    case 'e':
      return { error: value }
    case 'b':
      return value.trim() === '1' || value.trim() === 'true'
    default:
      return numberOrDate(value, cell.style, context)
  }
}

function numberOrDate(value: string, style: number, context: SheetContext): Cell {
  const text = value.trim()
  if (text === '') return undefined
  const number = Number(text)
  if (!Number.isFinite(number)) return text
  return context.isDateStyle(style) ? context.dateOf(number) : number
}
