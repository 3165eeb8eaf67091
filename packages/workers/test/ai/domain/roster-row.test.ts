import { describe, expect, test } from 'vitest'
import type { Cell } from '../../../src/ai/domain/cell.ts'
import { readHeader } from '../../../src/ai/domain/columns.ts'
import { readRow } from '../../../src/ai/domain/roster-row.ts'
import { templateSamples } from '../../../src/ai/domain/template.ts'

const header = ['번호', '이름', '학부모연락처', '학생연락처', '학교', '학년', '성별', '반', '계열', '메모', '구분']
const { columns } = readHeader(header)
const layout = { headerRow: 1, columns: { ...columns, name: 1, parentPhone: 2 }, score: 10 }

function read(...cells: Cell[]) {
  return readRow({ number: 7, cells }, layout)
}

test('a full row is read', () => {
  expect(
    read(1, ' 김  하늘 ', 1_011_112_222, '3333-4444', '숙명여고(2)', undefined, '여자', '3반', '자연', '메모', '출석'),
  ).toEqual({
    kind: 'student',
    student: {
      row: 7,
      name: '김 하늘',
      nameKey: '김 하늘',
      parentPhone: '01011112222',
      studentPhone: '01033334444',
      school: '숙명여고',
      schoolType: 'HIGH',
      grade: 2,
      gender: 'F',
      schoolClass: '3반',
      major: '자연',
      memo: '메모',
    },
  })
})

describe('skipped rows', () => {
  test('empty ones', () => expect(read()).toEqual({ kind: 'skipped' }))
  test('blanks only', () => expect(read(undefined, '  ', '\u3000')).toEqual({ kind: 'skipped' }))
  test('a running number alone', () => expect(read(12)).toEqual({ kind: 'skipped' }))
  test('examples', () => {
    expect(read(1, '김하늘', '01011112222', ...Array<Cell>(7), '(예시)')).toEqual({ kind: 'skipped' })
  })
  test('a memo that says nothing but 예시', () => {
    const memo = (text: string) => read(1, '김하늘', '01011112222', ...Array<Cell>(6), text).kind
    expect(memo('예시')).toBe('skipped')
    expect(memo('(예시)')).toBe('skipped')
    expect(memo('예시 문제집을 풀었음')).toBe('student')
  })
  test('P-41 a text that the file of failed rows neutralised is read as it was', () => {
    const memo = (text: string) => {
      const reading = read(1, '김하늘', '01011112222', ...Array<Cell>(6), text)
      return reading.kind === 'student' && reading.student.memo
    }
    expect(["'-5점", "'=1+1", "'@친구", "'+1", "'가나다'", "''=1"].map(memo)).toEqual([
      '-5점',
      '=1+1',
      '@친구',
      '+1',
      "'가나다'",
      "''=1",
    ])
  })
  test('the template’s samples, left in the upload', () => {
    for (const { name, parentPhone } of templateSamples) {
      expect(read(1, name, parentPhone)).toEqual({ kind: 'skipped' })
      expect(read(1, name)).toEqual({ kind: 'skipped' })
    }
  })
})

describe('P-41 rows that fail keep their Excel number', () => {
  const code = (...cells: Cell[]) => {
    const reading = read(...cells)
    return reading.kind === 'failed' ? [reading.failure.row, reading.failure.code] : reading.kind
  }
  test('no name', () => expect(code(1, undefined, '01011112222')).toEqual([7, 'name_missing']))
  test('a name beyond the limit', () => {
    expect(code(1, '가'.repeat(101), '01011112222')).toEqual([7, 'name_too_long'])
  })
  test('no parent phone', () => expect(code(1, '김하늘')).toEqual([7, 'parent_phone_missing']))
  test('a landline', () => expect(code(1, '김하늘', '02-123-4567')).toEqual([7, 'parent_phone_invalid']))
  test('an error value as name', () =>
    expect(code(1, { error: '#REF!' }, '01011112222')).toEqual([7, 'row_unreadable']))
  test('an error value as phone', () => expect(code(1, '김하늘', { error: '#N/A' })).toEqual([7, 'row_unreadable']))
  test('an error value elsewhere counts as not filled in', () => {
    expect(code(1, '김하늘', '01011112222', { error: '#N/A' }, { error: '#N/A' })).toBe('student')
  })
  test('a failed row shows at most 200 characters of its name', () => {
    const reading = read(1, '가'.repeat(500), '01011112222')
    expect(reading.kind === 'failed' && reading.failure.name.length).toBe(200)
  })
})
