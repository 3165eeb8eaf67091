import { rosterFiles } from '@academy/sdk/contract'
import { describe, expect, test } from 'vitest'
import type { Cell, SheetRow } from '../../../src/ai/domain/cell.ts'
import { LayoutFinder, type LayoutResult } from '../../../src/ai/domain/layout.ts'
import { chooseSheet } from '../../../src/ai/domain/sheet-choice.ts'

function layoutOf(rows: readonly (readonly Cell[])[]): LayoutResult {
  const finder = new LayoutFinder()
  rows.some((cells, at) => finder.offer({ number: at + 1, cells } satisfies SheetRow))
  return finder.result()
}

const student = ['김하늘', '010-1111-2222', '010-3333-4444']

test('P-41 every header of the template is read as its own field', () => {
  const { columns } = rosterFiles.template
  const camelCase = (name: string) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  const result = layoutOf([columns.map(({ header }) => header), columns.map(({ samples }) => samples[0])])
  expect('layout' in result && result.layout.columns).toEqual(
    Object.fromEntries(columns.map(({ field }, index) => [camelCase(field), index])),
  )
})

describe('header row', () => {
  test('is the first row with a name header and a phone header, below titles', () => {
    const rows = [['2024 학생 명단'], [], ['작성일', new Date()], ['이름', '학부모 연락처', '학생 연락처'], student]
    expect(layoutOf(rows)).toEqual({
      layout: { headerRow: 4, columns: { name: 0, parentPhone: 1, studentPhone: 2 }, score: 3 },
    })
  })

  test('P-41 the phone of the student never becomes the parent’s, whatever the order', () => {
    for (const header of [
      ['학생 연락처', '연락처', '이름'],
      ['연락처', '학생 연락처', '이름'],
    ]) {
      const result = layoutOf([header, ['01011112222', '01033334444', '김하늘']])
      const columns = 'layout' in result ? result.layout.columns : {}
      expect(columns).toEqual({
        name: 2,
        studentPhone: header.indexOf('학생 연락처'),
        parentPhone: header.indexOf('연락처'),
      })
    }
  })

  test('a column with a role beats a neutral one', () => {
    const result = layoutOf([['이름', '연락처', '학부모 연락처'], student])
    expect('layout' in result && result.layout.columns.parentPhone).toBe(2)
  })

  test('two equal columns of a key field are an error, not a guess', () => {
    expect(layoutOf([['이름', '연락처', '휴대폰'], student])).toEqual({ problem: 'ambiguous_column' })
    expect(layoutOf([['이름', '성명', '학부모 연락처'], student])).toEqual({ problem: 'ambiguous_column' })
    expect(layoutOf([['이름', '학부모연락처', '학부모연락처2'], student])).toHaveProperty('layout')
    expect(layoutOf([['이름', '학부모연락처', '메모', '비고'], student])).toHaveProperty('layout.columns.memo', 2)
  })

  test('what is missing is named', () => {
    expect(layoutOf([])).toEqual({ problem: 'sheet_empty' })
    expect(layoutOf([['이름', '학부모연락처']])).toEqual({ problem: 'sheet_empty' })
    expect(
      layoutOf([
        ['메뉴', '가격'],
        ['국수', 7000],
      ]),
    ).toEqual({ problem: 'header_row_missing' })
    expect(layoutOf([['학부모연락처', '학교'], student])).toEqual({ problem: 'name_column_missing' })
    expect(
      layoutOf([
        ['이름', '학교'],
        ['김하늘', '대치초'],
      ]),
    ).toEqual({ problem: 'parent_phone_column_missing' })
    expect(
      layoutOf([
        ['이름', '학생연락처'],
        ['김하늘', '01011112222'],
      ]),
    ).toEqual({
      problem: 'parent_phone_column_missing',
    })
  })
})

describe('inference of the parents’ column', () => {
  const infer = (header: string, cells: readonly Cell[], other: readonly Cell[] = []) => {
    const rows = cells.map((cell, at) => [`학생${at}`, cell, other[at]])
    const result = layoutOf([['이름', header, '다른 열', '학교'], ...rows])
    return 'layout' in result ? result.layout.columns.parentPhone : result.problem
  }
  const phones = ['01011110001', '01011110002', '01011110003', '01011110004']

  test('takes a column of phones without any word', () => expect(infer('번호', phones)).toBe(1))
  test('takes phones that lost their zero', () => expect(infer('번호', [1_011_110_001, 1_011_110_002])).toBe(1))
  test('takes a column that speaks of parents with few phones', () => {
    expect(infer('학부모', ['01011110001', '01011110002', '없음', '없음', '없음', '없음'])).toBe(1)
  })
  test('needs two numbers', () => expect(infer('번호', ['01011110001'])).toBe('parent_phone_column_missing'))
  test('needs a score of 0.6', () => {
    expect(infer('번호', [...phones.slice(0, 3), '없음', '없음'])).toBe('parent_phone_column_missing')
  })
  test('siblings’ repeated numbers add to the score', () => {
    expect(infer('번호', ['01011110001', '01011110001', '01011110002', '01011110002', '없음'])).toBe(1)
  })
  test('never takes a column that speaks of students', () => {
    expect(infer('학생번호', phones)).toBe('parent_phone_column_missing')
  })
  test('fails closed when another column comes near', () => {
    expect(infer('번호', phones, ['01022220001', '01022220002', '01022220003', '01022220004'])).toBe(
      'parent_phone_column_missing',
    )
  })
  test('the parents’ word decides between two columns of phones', () => {
    expect(infer('어머니', phones, ['01022220001', '01022220002', '01022220003', '01022220004'])).toBe(1)
  })
})

describe('choice of the sheet', () => {
  const header = ['이름', '학부모연락처', '학교']
  const full = layoutOf([header, student])
  const small = layoutOf([header.slice(0, 2), student])
  const none = layoutOf([['안내']])

  test('the best-scoring sheet wins', () => {
    expect(chooseSheet([none, small, full])).toMatchObject({ sheet: 2 })
    expect(chooseSheet([full, small, none])).toMatchObject({ sheet: 0 })
  })
  test('a tie is an error, not a guess', () => {
    expect(chooseSheet([full, none, full])).toEqual({ problem: 'ambiguous_sheet' })
    expect(chooseSheet([small, small, full])).toMatchObject({ sheet: 2 })
  })
  test('the sheet that came nearest names the problem', () => {
    expect(chooseSheet([none, layoutOf([['이름', '학교'], student])])).toEqual({
      problem: 'parent_phone_column_missing',
    })
    expect(chooseSheet([])).toEqual({ problem: 'sheet_empty' })
  })
})
