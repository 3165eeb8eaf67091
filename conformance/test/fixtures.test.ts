import ExcelJS from 'exceljs'
import { describe, expect, test } from 'vitest'
import { longRoster, mixedRoster } from '../src/fixtures/roster.ts'

describe('the roster of stage 3', async () => {
  const { file, truth } = await mixedRoster()
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(file as never)
  const sheet = book.worksheets[0] as ExcelJS.Worksheet
  const column = (title: string): number => {
    const titles = (sheet.getRow(3).values as string[]).map((each) => each?.normalize('NFC'))
    return titles.indexOf(title)
  }

  test('has at least 300 students, repeats, siblings and six rows that are wrong in six ways', () => {
    expect(truth.students.length).toBeGreaterThanOrEqual(300)
    expect(truth.duplicates).toBeGreaterThan(3)
    expect(truth.parents).toBeLessThan(truth.students.length)
    expect(new Set(truth.failed.map(({ code }) => code)).size).toBe(6)
    expect(truth.total).toBe(truth.students.length + truth.duplicates + truth.failed.length)
  })

  test('spells its headers with decomposed Hangul', () => {
    const title = String(sheet.getRow(3).getCell(2).value)
    expect(title).not.toBe('이름')
    expect(title.normalize('NFC')).toBe('이름')
  })

  test('has phone cells that are numbers and lost their zero', () => {
    const cells = sheet.getColumn(column('학부모 전화번호')).values.filter((value) => typeof value === 'number')
    expect(cells.length).toBeGreaterThan(100)
    expect(cells.every((value) => String(value).startsWith('10') && String(value).length === 10)).toBe(true)
  })

  test('the wrong rows stand where the truth says', () => {
    const at = (code: string) => sheet.getRow(truth.failed.find((each) => each.code === code)?.row ?? 0)
    expect(at('name_missing').getCell(column('이름')).text).toBe('')
    expect(at('parent_phone_invalid').getCell(column('학부모 전화번호')).text).toBe('02-123-4567')
    expect(at('row_unreadable').getCell(column('이름')).value).toEqual({ error: '#REF!' })
  })

  test('names and phones together are different, so that each is one student', () => {
    const keys = truth.students.map(({ name, parentPhone }) => `${name}|${parentPhone}`)
    expect(new Set(keys).size).toBe(keys.length)
    const phones = truth.students.flatMap(({ studentPhone }) => studentPhone ?? [])
    expect(new Set(phones).size).toBe(phones.length)
  })
})

describe('a long roster', () => {
  test('has different people and legal phones, and stays below the limit of an upload', async () => {
    const { file, truth } = await longRoster(80_000)
    expect(file.length).toBeLessThan(10 * 1024 * 1024)
    const phones = truth.students.map(({ parentPhone }) => parentPhone)
    expect(new Set(phones).size).toBe(80_000)
    expect(phones.every((phone) => /^010\d{8}$/.test(phone))).toBe(true)
  })
})
