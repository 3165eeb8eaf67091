import { Readable } from 'node:stream'
import exceljs from 'exceljs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { neutralised } from '../../../src/ai/adapters/failed-rows.ts'
import { ImportJob } from '../support/import-job.ts'
import { countPeople, forgetEverybody, studentsOf } from '../support/people.ts'
import { type PeopleDatabase, peopleDatabase } from '../support/people-database.ts'
import { fullHeader, inventedStudents, rosterFile, type WrittenCell } from '../support/roster-file.ts'

let database: PeopleDatabase
beforeAll(async () => {
  database = await peopleDatabase()
})
beforeEach(() => forgetEverybody(database))
afterAll(() => database.close())

const header = ['번호', '이름', '학부모 연락처', '학생 연락처', '메모']
const fileOf = (rows: readonly (readonly WrittenCell[])[]) =>
  rosterFile([{ name: '명단', rows: [['안내'], header, ...rows] }])
const mixed = [
  [1, '김하늘', '01011112222', '01033334444', null],
  [2, '=HYPERLINK("x")', '02-111-2222', null, '@memo'],
  [3, '이산', null, null, '-1'],
  [4, '박들', 1_055_556_666, '01033334444', new Date('2024-03-01T00:00:00Z')],
  [5, '최숲', '01077778888', null, { error: '#REF!' } as WrittenCell],
]

async function readBack(file: Buffer): Promise<WrittenCell[][]> {
  const workbook = new exceljs.Workbook()
  await workbook.xlsx.read(Readable.from([file]))
  const rows: WrittenCell[][] = []
  workbook.worksheets[0]?.eachRow((row) => rows.push((row.values as WrittenCell[]).slice(1)))
  return rows
}

describe('the workbook of failed rows', () => {
  test('holds the original cells, neutralised, with the reason in both languages', async () => {
    const job = await ImportJob.create(database, await fileOf(mixed))
    const result = await job.run()
    expect(result.failed_rows_key).toBe(`excel/haneul/failed/${job.jobId}.xlsx`)
    expect(job.failedRows?.key).toBe(result.failed_rows_key)
    const [head, ...rows] = await readBack(job.failedRows?.file as Buffer)
    expect(head).toEqual([...header, '사유', 'Reason'])
    expect(rows.map((row) => row.slice(0, 5))).toEqual([
      [2, `'=HYPERLINK("x")`, '02-111-2222', undefined, `'@memo`],
      [3, '이산', undefined, undefined, `'-1`],
      [4, '박들', 1_055_556_666, '01033334444', new Date('2024-03-01T00:00:00Z')],
    ])
    expect(rows.map((row) => [row[5], row[6]])[0]).toEqual([
      '학부모 전화번호는 010과 숫자 8자리여야 합니다.',
      'The parent phone must be 010 and eight digits.',
    ])
  })

  test('uploaded again after correction it imports exactly the missing students', async () => {
    const job = await ImportJob.create(database, await fileOf(mixed))
    await job.run()
    const [head, ...rows] = await readBack(job.failedRows?.file as Buffer)
    const corrected = rows.map(([number, name, parent, _, memo]) => {
      const fixedName = String(name).startsWith("'=") ? '정길' : name
      const fixedParent = parent === undefined || String(parent).startsWith('02') ? `0101212000${number}` : parent
      return [number, fixedName, fixedParent, null, memo]
    })
    const again = await ImportJob.create(database, await rosterFile([{ name: 'S', rows: [head ?? [], ...corrected] }]))
    expect(await again.run()).toMatchObject({ total: 3, created: 3, duplicates: 0, failed: [] })
    expect((await studentsOf(database)).map(({ name }) => name)).toEqual(['김하늘', '박들', '이산', '정길', '최숲'])
  })

  test('names a parents’ column that had to be inferred, so that one corrected row is enough to find it again', async () => {
    const head = ['이름', '학교', null, '비고']
    const rows = Array.from({ length: 9 }, (_, at) => [`김하늘${at}`, '대치초', `0101111222${at}`, at])
    rows.push(['박들', '대치초', '02-123-4567', 9])
    for (const columns of [4, 3]) {
      const cut = [head, ...rows].map((row) => (columns === 4 ? row : [row[0], row[1], row[2]])) as WrittenCell[][]
      const job = await ImportJob.create(database, await rosterFile([{ name: '명단', rows: cut }]))
      expect((await job.run()).failed.map(({ row, code }) => [row, code])).toEqual([[11, 'parent_phone_invalid']])
      const [header, failed] = await readBack(job.failedRows?.file as Buffer)
      expect(header?.slice(0, 3)).toEqual(['이름', '학교', '학부모 전화번호'])
      expect(failed?.slice(0, 3)).toEqual(['박들', '대치초', '02-123-4567'])
      const corrected = [...(failed ?? [])]
      corrected[2] = `010555566${columns}7`
      const again = await ImportJob.create(database, await rosterFile([{ name: 'S', rows: [header ?? [], corrected] }]))
      expect(await again.run()).toMatchObject({ total: 1, created: 1, failed: [] })
    }
  })

  test('does not exist when no row failed', async () => {
    const job = await ImportJob.create(database, await fileOf(mixed.slice(0, 1)))
    expect(await job.run()).not.toHaveProperty('failed_rows_key')
    expect(job.failedRows).toBeUndefined()
  })

  test.for(['=1', '+1', '-1', '@x', '\tx'])('%j is neutralised', (text) => {
    expect(neutralised(text)).toBe(`'${text}`)
    expect(neutralised(`a${text}`)).toBe(`a${text}`)
  })
})

describe('a dry run', () => {
  test('says what the import then does, and writes nothing', async () => {
    const rows = [...inventedStudents(620)]
    rows[600] = [...(rows[3] ?? [])]
    rows[610] = ['새별', '01099998888', rows[0]?.[2] ?? null]
    rows[5] = [null, '01011112222']
    const file = await rosterFile([{ name: '명단', rows: [fullHeader, ...rows] }])
    const dry = await (await ImportJob.create(database, file, { dry_run: true })).run()
    expect(await countPeople(database)).toEqual({ users: 0, parents: 0, students: 0, memberships: 0 })
    expect(dry).toMatchObject({ dry_run: true, total: 620, created: 617, duplicates: 1 })
    const { failed_rows_key: _, ...real } = await (await ImportJob.create(database, file)).run()
    expect(dry).toMatchObject(real)
    const after = await (await ImportJob.create(database, file, { dry_run: true })).run()
    expect(after).toMatchObject({ created: 0, duplicates: 618 })
  })
})

test('the result names every row’s outcome', async () => {
  await (await ImportJob.create(database, await fileOf(mixed.slice(0, 1)))).run()
  const result = await (await ImportJob.create(database, await fileOf([...mixed, [6, '최숲', '01077778888']]))).run()
  expect(result.rows).toEqual({ created: '7', restored: '', duplicates: '3,8' })
  expect(result.failed.map(({ row }) => row)).toEqual([4, 5, 6])
})
