import { createHash } from 'node:crypto'
import { rosterFiles } from '@academy/sdk/contract'
import type { Cell, Worksheet } from 'exceljs'
import type { RosterTemplate } from '../../application/ports.ts'

const { template } = rosterFiles
// Weak: what the file says stays the same, its zip has the time of its making in it.
const tag = `W/"${createHash('sha256').update(JSON.stringify(template)).digest('base64url').slice(0, 22)}"`
const textFormat = '@'

/** The template of the contract, made when it is first asked for and kept. */
export function createRosterTemplate(): RosterTemplate {
  let made: Promise<Uint8Array> | undefined
  return {
    tag,
    bytes: () => {
      made ??= writeTemplate().catch((error) => {
        made = undefined
        throw error
      })
      return made
    },
  }
}

async function writeTemplate(): Promise<Uint8Array> {
  // Large, and needed by no other request: an instance that is never asked does not load it.
  const { default: exceljs } = await import('exceljs')
  const workbook = new exceljs.Workbook()
  const sheet = workbook.addWorksheet(template.sheet, { views: [{ state: 'frozen', ySplit: 1 }] })
  for (const [index, column] of template.columns.entries()) fillColumn(sheet, index + 1, column)
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

function fillColumn(sheet: Worksheet, index: number, column: (typeof template.columns)[number]): void {
  const { width, header, samples } = column
  sheet.getColumn(index).width = width
  // As a number a phone loses its leading zero (P-41), and a memo that begins with = is run.
  sheet.getColumn(index).numFmt = textFormat
  write(sheet.getCell(1, index), header, { bold: true })
  for (const [row, sample] of samples.entries()) {
    if (sample !== '') write(sheet.getCell(row + 2, index), sample, { italic: true, color: { argb: 'FF808080' } })
  }
}

function write(cell: Cell, text: string, font: Cell['font']): void {
  cell.value = text
  cell.font = font
}
