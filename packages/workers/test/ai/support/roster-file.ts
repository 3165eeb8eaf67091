import type { Buffer } from 'node:buffer'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import exceljs from 'exceljs'

/** A cell as exceljs writes it. */
export type WrittenCell = exceljs.CellValue

export interface WrittenSheet {
  readonly name: string
  readonly rows: readonly (readonly WrittenCell[])[]
  readonly state?: 'visible' | 'hidden' | 'veryHidden'
}

/** An .xlsx of sheets, written by exceljs's streaming writer. */
export async function rosterFile(sheets: readonly WrittenSheet[], useSharedStrings = true): Promise<Buffer> {
  const stream = new PassThrough()
  const bytes = buffer(stream)
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings, useStyles: true })
  for (const { name, rows, state } of sheets) {
    const sheet = workbook.addWorksheet(name, { state: state ?? 'visible' })
    for (const row of rows) sheet.addRow([...row]).commit()
    sheet.commit()
  }
  await workbook.commit()
  return bytes
}

/** A header that names every column. */
export const fullHeader = [
  '이름',
  '학부모 전화번호',
  '학생 연락처',
  '학교',
  '학년',
  '성별',
  '반',
  '계열',
  '메모',
  '구분',
]

/** Invented students with phones of their own, for files of any size. */
export function* inventedStudents(count: number, from = 0): Generator<WrittenCell[]> {
  for (let index = from; index < from + count; index += 1) {
    const parent = `010${String(20_000_000 + index)}`
    yield [
      `${familyNames[index % familyNames.length]}${givenNames[index % givenNames.length]}${index}`,
      index % 3 === 0 ? Number(parent) : parent,
      index % 2 === 0 ? `010${String(60_000_000 + index)}` : null,
      '숙명여고(2)',
      null,
      index % 2 === 0 ? '여' : '남',
      `${(index % 9) + 1}반`,
      null,
      null,
      null,
    ]
  }
}

const familyNames = ['김', '이', '박', '최', '정', '강', '조']
const givenNames = ['하늘', '바다', '새별', '가람', '누리']
