import { Readable } from 'node:stream'
import { objects } from '@academy/sdk/contract'
import exceljs from 'exceljs'
import { xmlText } from './xml-text.ts'
import { type ArchivePart, unreadable } from './zip-archive.ts'

/** A sheet as the workbook lists it. */
export interface ListedSheet {
  readonly name: string
  readonly hidden: boolean
  readonly part: ArchivePart
}

/** What the workbook says beside its sheets' cells. */
export interface WorkbookParts {
  readonly sheets: readonly ListedSheet[]
  readonly isDateStyle: (style: number) => boolean
  readonly date1904: boolean
}

// exceljs's streaming reader reads these parts well; its methods for single parts are not in its declarations.
interface PartReader {
  _parseRels(entry: Readable): Promise<void>
  _parseWorkbook(entry: Readable): Promise<void>
  _parseStyles(entry: Readable): Promise<void>
  readonly workbookRels?: readonly { readonly Id: string; readonly Target: string }[]
  readonly model?: {
    readonly sheets?: readonly { readonly name: string; readonly rId: string; readonly state?: string }[]
  }
  readonly properties?: { readonly date1904?: boolean; readonly model?: { readonly date1904?: boolean } }
  readonly styles: { getStyleModel(style: number): { readonly numFmt?: string } | null }
}

/**
 * Reads the list of sheets, their relations and the styles with exceljs's streaming reader.
 * @throws RejectedInputError `file_unreadable`
 */
export async function readWorkbookParts(parts: ReadonlyMap<string, ArchivePart>): Promise<WorkbookParts> {
  const workbook = parts.get('xl/workbook.xml')
  const relations = parts.get('xl/_rels/workbook.xml.rels')
  if (!workbook || !relations) throw unreadable('The file is not an Excel workbook')
  const reader = newReader()
  await reader._parseRels(textStream(relations))
  await reader._parseWorkbook(textStream(workbook))
  const styles = parts.get('xl/styles.xml')
  if (styles) await reader._parseStyles(textStream(styles))
  return {
    sheets: listSheets(reader, parts),
    isDateStyle: styles ? dateStyles(reader) : () => false,
    date1904: reader.properties?.date1904 === true || reader.properties?.model?.date1904 === true,
  }
}

function newReader(): PartReader {
  const reader = new exceljs.stream.xlsx.WorkbookReader(Readable.from([]), { styles: 'cache' } as never)
  return reader as unknown as PartReader
}

function textStream(part: ArchivePart): Readable {
  // exceljs keeps all of it.
  if (part.size > objects.rosterDirectoryLimitBytes) throw unreadable(`A part of the file is too large: ${part.path}`)
  return Readable.from(xmlText(part))
}

function listSheets(reader: PartReader, parts: ReadonlyMap<string, ArchivePart>): ListedSheet[] {
  const targets = new Map((reader.workbookRels ?? []).map((relation) => [relation.Id, relation.Target]))
  return (reader.model?.sheets ?? []).flatMap((sheet) => {
    const target = targets.get(sheet.rId) ?? ''
    const part = parts.get((target.startsWith('/') ? target.slice(1) : `xl/${target}`).toLowerCase())
    if (!part?.path.includes('worksheets/')) return []
    return [{ name: sheet.name, hidden: sheet.state === 'hidden' || sheet.state === 'veryHidden', part }]
  })
}

function dateStyles(reader: PartReader): (style: number) => boolean {
  const known = new Map<number, boolean>()
  return (style) => {
    let date = known.get(style)
    if (date === undefined) {
      date = isDateFormat(reader.styles.getStyleModel(style)?.numFmt)
      known.set(style, date)
    }
    return date
  }
}

/** Whether a number format shows dates: y, m, d, h or s outside quotes, brackets and escapes. */
export function isDateFormat(format: string | undefined): boolean {
  if (!format) return false
  const bare = format
    .replace(/\[[^\]]*\]/g, '')
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
  return /[ymdhs]/i.test(bare) && !/^general$/i.test(bare)
}
