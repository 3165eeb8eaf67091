import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import exceljs from 'exceljs'

/** Invented students, everybody different, with families of one child: the most accounts a row can make. */
export function* students(count: number): Generator<readonly (string | number)[]> {
  for (let index = 0; index < count; index += 1) {
    const name = `${families[index % families.length]}${givens[index % givens.length]}${index}`
    const parent = `010${String(10_000_000 + index)}`
    const own = `010${String(50_000_000 + index)}`
    yield [index + 1, name, parent, own, '숙명여고(2)', index % 2 === 0 ? '여' : '남', `${(index % 9) + 1}반`, '내신반']
  }
}

export const header = ['번호', '이름', '학부모 전화번호', '학생 연락처', '학교', '성별', '반', '메모']

/** Writes a roster; inline strings cost the reader no table of shared strings. */
export async function writeRoster(path: string, count: number, useSharedStrings: boolean): Promise<void> {
  const stream = createWriteStream(path)
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream, useSharedStrings, useStyles: false })
  const sheet = workbook.addWorksheet('명단')
  sheet.addRow(header).commit()
  for (const row of students(count)) sheet.addRow([...row]).commit()
  sheet.commit()
  const closed = once(stream, 'close')
  await workbook.commit()
  await closed
}

const families = ['김', '이', '박', '최', '정', '강', '조']
const givens = ['하늘', '바다', '새별', '가람', '누리']
