import { Buffer } from 'node:buffer'
import { crc32, deflateRawSync } from 'node:zlib'

/** A sheet given as the XML inside <sheetData>. */
export interface RawSheet {
  readonly name: string
  readonly data: string
  readonly state?: 'hidden' | 'veryHidden'
}

export interface RawWorkbook {
  readonly sheets: readonly RawSheet[]
  /** Contents of xl/sharedStrings.xml, if any. */
  readonly sharedStrings?: string
  readonly styles?: string
  readonly date1904?: boolean
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** An .xlsx written by hand, for what writers of other programs do and exceljs never would. */
export function rawWorkbook({ sheets, sharedStrings, styles, date1904 }: RawWorkbook): Buffer {
  const list = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"${state ? ` state="${state}"` : ''}/>`,
  )
  const rels = sheets.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  )
  return zip({
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${relations}">${rels.join('')}</Relationships>`,
    ...Object.fromEntries(sheets.map(({ data }, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(data)])),
    ...(sharedStrings !== undefined && {
      'xl/sharedStrings.xml': `${declaration}<sst xmlns="${main}">${sharedStrings}</sst>`,
    }),
    ...(styles !== undefined && {
      'xl/styles.xml': `${declaration}<styleSheet xmlns="${main}">${styles}</styleSheet>`,
    }),
  })
}

/** A worksheet part around the XML inside <sheetData>. */
export function sheetXml(data: string): string {
  return `${declaration}<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`
}

/** An inline-string cell without a reference of its own. */
export function inline(text: string): string {
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A zip archive of texts by path. `declaredSize` lies about the inflated size of a part. */
export function zip(
  parts: Readonly<Record<string, string | Buffer>>,
  declaredSize?: Readonly<Record<string, number>>,
): Buffer {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(parts)) {
    const data = Buffer.isBuffer(content) ? content : Buffer.from(content, 'utf8')
    const packed = deflateRawSync(data)
    const name = Buffer.from(path, 'utf8')
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(data), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(declaredSize?.[path] ?? data.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const record = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, packed])
    const entry = Buffer.alloc(14)
    entry.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, entry, name]))
    local.push(record)
    offset += record.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, central, end])
}
