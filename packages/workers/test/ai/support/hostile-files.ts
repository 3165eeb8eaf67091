import { Buffer } from 'node:buffer'
import { objects } from '@academy/sdk/contract'
import officeCrypto from 'officecrypto-tool'
import { inline, rawWorkbook, sheetXml, zip } from './raw-workbook.ts'

/** A file that means harm or is damaged, and the code its job must fail with. */
export interface HostileFile {
  readonly name: string
  readonly code: string
  readonly make: () => Buffer
  /** Goes through a whole worker as well. */
  readonly ofTheIssue?: true
}

const megabyte = 1024 * 1024
const good = () => rawWorkbook({ sheets: [{ name: 'S', data: `<row>${inline('이름')}</row>`.repeat(1_000) }] })

const parts = (sheet: string, more: Readonly<Record<string, string>> = {}) => ({
  'xl/workbook.xml':
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': sheet,
  ...more,
})
const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')
const doctype = (entities: string) => `<!DOCTYPE x [<!ENTITY l0 "ha">${entities}]>`
const cellOf = (text: string) =>
  `<worksheet><sheetData><row><c t="str"><v>${text}</v></c></row></sheetData></worksheet>`

// Digits that do not shrink below the permitted ratio, so that only the reader itself can refuse them.
function noise(bytes: number): string {
  const block = Array.from({ length: 40_000 }, (_, at) => ((at * 2_654_435_761) >>> 0).toString(36)).join('')
  return block.repeat(Math.ceil(bytes / block.length)).slice(0, bytes)
}

/** Everything that the issue of the import names, and its relatives. */
export const hostileFiles: readonly HostileFile[] = [
  {
    name: 'a zip bomb: a part that inflates a thousandfold',
    code: 'file_unreadable',
    ofTheIssue: true,
    make: () => zip(parts(sheetXml(' '.repeat(64 * megabyte)))),
  },
  {
    name: 'a zip bomb: a part larger than it says',
    code: 'file_unreadable',
    make: () => zip(parts(sheetXml('<row/>'.repeat(50_000))), { 'xl/worksheets/sheet1.xml': 100 }),
  },
  {
    name: 'a zip bomb: many parts that are too much together',
    code: 'file_unreadable',
    make: () => {
      const size = objects.rosterUnpackedLimitBytes / 4
      const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `xl/media/${name}.bin`)
      const lies = Object.fromEntries(names.map((name) => [name, size]))
      return zip(
        { ...parts(sheetXml('')), ...Object.fromEntries(names.map((name) => [name, Buffer.alloc(400_000, name)])) },
        lies,
      )
    },
  },
  { name: 'a truncated zip', code: 'file_unreadable', ofTheIssue: true, make: () => good().subarray(0, 700) },
  { name: 'a zip that is no workbook', code: 'file_unreadable', make: () => zip({ 'readme.txt': 'hello' }) },
  {
    name: 'an .xls renamed',
    code: 'file_type_not_supported',
    ofTheIssue: true,
    make: () => Buffer.from('d0cf11e0a1b11ae1'.padEnd(8_192, '0'), 'hex'),
  },
  {
    name: 'an encrypted workbook',
    code: 'file_type_not_supported',
    ofTheIssue: true,
    make: () => officeCrypto.encrypt(good(), { password: 'nobody knows', type: 'standard' }),
  },
  {
    name: 'XML entities: a billion laughs',
    code: 'file_unreadable',
    ofTheIssue: true,
    make: () => zip(parts(doctype(laughs) + cellOf('&l9;'))),
  },
  {
    name: 'XML entities: a file of this machine',
    code: 'file_unreadable',
    make: () => zip(parts(`<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${cellOf('&f;')}`)),
  },
  { name: 'XML entities: one never declared', code: 'file_unreadable', make: () => zip(parts(cellOf('&f;'))) },
  {
    name: 'XML entities: in the shared strings',
    code: 'file_unreadable',
    make: () =>
      zip(parts(sheetXml(''), { 'xl/sharedStrings.xml': `${doctype(laughs)}<sst><si><t>&l9;</t></si></sst>` })),
  },
  { name: 'XML that stops', code: 'file_unreadable', make: () => zip(parts(sheetXml('<row><c>').slice(0, -30))) },
  {
    name: 'XML nested without end',
    code: 'file_unreadable',
    make: () => zip(parts('<a>'.repeat(megabyte / 4))),
  },
  {
    name: 'a text without end',
    code: 'file_unreadable',
    make: () => zip(parts(`<worksheet><sheetData><row><c t="str"><v>${noise(12 * megabyte)}`)),
  },
  {
    name: 'more shared texts than fit into memory',
    code: 'file_unreadable',
    make: () => {
      const path = 'xl/sharedStrings.xml'
      const lie = { [path]: objects.rosterStringsLimitBytes + 1 }
      return zip(parts(sheetXml(''), { [path]: `<sst><si><t>${noise(4 * megabyte)}` }), lie)
    },
  },
  {
    name: '16,384 columns',
    code: 'file_unreadable',
    ofTheIssue: true,
    make: () => zip(parts(sheetXml(`<row r="1">${'<c><v>1</v></c>'.repeat(16_384)}</row>`))),
  },
  {
    name: 'the last of 16,384 columns alone',
    code: 'file_unreadable',
    make: () => zip(parts(sheetXml('<row r="1"><c r="XFD1"><v>1</v></c></row>'))),
  },
  {
    name: 'a row that no sheet has',
    code: 'file_unreadable',
    make: () => zip(parts(sheetXml('<row r="9007199254740991"><c><v>1</v></c></row>'))),
  },
  {
    name: '10 MB and one byte',
    code: 'file_too_large',
    ofTheIssue: true,
    make: () =>
      Buffer.concat([good(), Buffer.alloc(objects.rosterLimitBytes + 1)]).subarray(0, objects.rosterLimitBytes + 1),
  },
]
