import { Buffer } from 'node:buffer'
import exceljs from 'exceljs'
import { describe, expect, test } from 'vitest'
import { openWorkbook } from '../../../src/ai/adapters/excel/roster-workbook.ts'
import type { Cell, SheetRow } from '../../../src/ai/domain/cell.ts'
import { inline, rawWorkbook, zip } from '../support/raw-workbook.ts'
import { rosterFile } from '../support/roster-file.ts'

async function rowsOf(file: Buffer, sheet = 0): Promise<SheetRow[]> {
  const workbook = await openWorkbook(file)
  const rows: SheetRow[] = []
  for await (const piece of workbook.sheets[sheet]?.rows() ?? []) rows.push(...piece.rows)
  return rows
}

async function cellsOf(
  data: string,
  more: { sharedStrings?: string; styles?: string; date1904?: boolean } = {},
): Promise<Cell[][]> {
  const rows = await rowsOf(rawWorkbook({ sheets: [{ name: 'Sheet1', data }], ...more }))
  return rows.map((row) => [...row.cells])
}

describe('cells', () => {
  test('shared strings, rich text and phonetic guides', async () => {
    const sharedStrings =
      '<si><t>이름</t></si><si><r><t>김</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 하늘</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></si>'
    const data = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    expect(await cellsOf(data, { sharedStrings })).toEqual([['이름', '김 하늘', '東京']])
  })

  test('inline strings keep every run', async () => {
    const data = `<row r="1"><c r="A1" t="inlineStr"><is><r><t>김</t></r><r><t>하늘</t></r></is></c>${inline('둘')}</row>`
    expect(await cellsOf(data)).toEqual([['김하늘', '둘']])
  })

  test('formulas count by their cached value; one that was never calculated is an error value', async () => {
    const data =
      '<row r="1"><c r="A1" t="str"><f>A2</f><v>김하늘</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f>1+1</f></c><c r="D1" t="b"><f>TRUE()</f><v>1</v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    expect(await cellsOf(data)).toEqual([['김하늘', 2, { error: '#N/A' }, true, { error: '#DIV/0!' }]])
  })

  test('numbers are dates by their style only', async () => {
    const styles = '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
    const formats = '<numFmts count="1"><numFmt numFmtId="164" formatCode="000&quot;day&quot;0000"/></numFmts>'
    const data =
      '<row r="1"><c r="A1"><v>45000</v></c><c r="B1" s="1"><v>45000</v></c><c r="C1" s="2"><v>1012345678</v></c></row>'
    const day = new Date('2023-03-15T00:00:00Z')
    expect(await cellsOf(data, { styles: formats + styles })).toEqual([[45_000, day, 1_012_345_678]])
    const [mac] = await cellsOf(data, { styles: formats + styles, date1904: true })
    expect(mac?.[1]).toEqual(new Date('2027-03-16T00:00:00Z'))
  })

  test('characters that XML cannot hold are unescaped', async () => {
    expect(await cellsOf('<row r="1"><c r="A1" t="str"><v>a_x000D_b</v></c></row>')).toEqual([['a\rb']])
  })

  test('Hangul on the edge of two pieces of the file stays whole', async () => {
    const names = Array.from({ length: 60_000 }, (_, at) => `가나다라마바사아자차카타파하${at}`)
    const rows = names.map((name) => `<row>${inline(name)}</row>`).join('')
    expect((await cellsOf(rows)).map(([name]) => name)).toEqual(names)
  })
})

describe('rows', () => {
  test('P-41 keep the number that Excel shows, across gaps, and count on without one', async () => {
    const data = `<row r="3"><c r="B3"><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row><row r="10"><c r="A10"/><c r="C10"><v>4</v></c></row>`
    expect(await rowsOf(rawWorkbook({ sheets: [{ name: 'S', data }] }))).toEqual([
      { number: 3, cells: [undefined, 1] },
      { number: 4, cells: [2, 3] },
      { number: 10, cells: [undefined, undefined, 4] },
    ])
  })

  test('of a filter are read though hidden; a merged value counts once, trailing blanks and the dimension for nothing', async () => {
    const workbook = new exceljs.Workbook()
    const sheet = workbook.addWorksheet('명단')
    sheet.addRows([['2024 명단'], ['이름', '반'], ['김하늘', '1반', null, ''], ['이산'], ['박들', '2반']])
    sheet.mergeCells('A1:H1')
    sheet.mergeCells('B3:B4')
    sheet.getRow(4).hidden = true
    sheet.getCell('H5').style = { font: { bold: true } }
    const file = Buffer.from(await workbook.xlsx.writeBuffer())
    expect((await rowsOf(file)).map(({ number, cells }) => [number, ...cells])).toEqual([
      [1, '2024 명단'],
      [2, '이름', '반'],
      [3, '김하늘', '1반'],
      [4, '이산'],
      [5, '박들', '2반'],
    ])
  })

  test('a million styled rows without values come to nothing', async () => {
    const data = Array.from(
      { length: 1_000_000 },
      (_, at) => `<row r="${at + 2}" s="1" customFormat="1"><c r="A${at + 2}" s="1"/></row>`,
    )
    expect(await cellsOf(`<row r="1"><c r="A1"><v>1</v></c></row>${data.join('')}`)).toEqual([[1]])
  })

  test('names of elements may carry a namespace prefix', async () => {
    const file = zip({
      'xl/workbook.xml':
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml':
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    })
    expect((await rowsOf(file)).map((row) => row.cells)).toEqual([[7]])
  })
})

test('what exceljs writes is read back, with hidden sheets marked', async () => {
  const date = new Date('2024-03-01T00:00:00Z')
  const rich = { richText: [{ text: '김' }, { text: '하늘', font: { bold: true } }] }
  const rows = [
    ['이름', 'x'],
    [rich, { formula: 'A1', result: '바다' }],
    [date, 1_012_345_678],
  ]
  for (const shared of [true, false]) {
    const file = await rosterFile(
      [
        { name: '명단', rows },
        { name: '숨김', rows: [['a']], state: 'hidden' },
      ],
      shared,
    )
    const workbook = await openWorkbook(file)
    expect(workbook.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['명단', false],
      ['숨김', true],
    ])
    expect((await rowsOf(file)).map((row) => row.cells)).toEqual([
      ['이름', 'x'],
      ['김하늘', '바다'],
      [date, 1_012_345_678],
    ])
  }
})

test('a large sheet leaves the process its turns: answers of the database are heard every fifty rows', async () => {
  const rows = Array.from({ length: 4_000 }, (_, at) => [`학생 ${at}`, '010-1234-5678', '하늘고등학교', '2학년'])
  const workbook = await openWorkbook(await rosterFile([{ name: '명단', rows }]))
  let rowsInThisTurn = 0
  let most = 0
  let reading = true
  const turn = () => {
    rowsInThisTurn = 0
    if (reading) setImmediate(turn)
  }
  setImmediate(turn)
  for await (const piece of workbook.sheets[0]?.rows() ?? []) {
    rowsInThisTurn += piece.rows.length
    most = Math.max(most, rowsInThisTurn)
  }
  reading = false
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(50)
})
