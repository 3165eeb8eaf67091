import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideChunk } from '../../../src/ai/domain/chunk-decisions.ts'
import type { StudentRow } from '../../../src/ai/domain/roster-row.ts'
import { PeopleModel } from '../support/people-model.ts'

function student(row: number, name: string, parentPhone: string, studentPhone?: string): StudentRow {
  return { row, name, nameKey: name.toLowerCase(), parentPhone, ...(studentPhone !== undefined && { studentPhone }) }
}

const nobody = { active: new Set<number>(), deleted: new Map(), phones: new Map() }

describe('a chunk', () => {
  test('siblings share a parent; the same student again is a duplicate, without case', () => {
    const rows = [student(2, 'Kim', '01011112222'), student(3, 'Lee', '01011112222'), student(4, 'KIM', '01011112222')]
    const { enrolments, duplicates } = decideChunk(rows, nobody)
    expect(enrolments.map((enrolment) => enrolment.student.row)).toEqual([2, 3])
    expect(duplicates).toEqual([4])
  })

  test('a phone that another account uses fails the row, not the chunk', () => {
    const phones = new Map([['01099990000', { kind: 'other', userId: '9' } as const]])
    const rows = [
      student(2, 'a', '01011112222', '01099990000'),
      student(3, 'b', '01099990000'),
      student(4, 'c', '01011112222', '01055556666'),
      student(5, 'd', '01011112222', '01055556666'),
      student(6, 'e', '01055556666'),
      student(7, 'f', '01077778888', '01077778888'),
      student(8, 'g', '01077778888', '01011112222'),
    ]
    const { enrolments, failures } = decideChunk(rows, { ...nobody, phones })
    expect(enrolments.map((enrolment) => enrolment.student.row)).toEqual([4])
    expect(failures.map(({ row, code }) => [row, code])).toEqual([2, 3, 5, 6, 7, 8].map((row) => [row, 'phone_in_use']))
  })

  test('a row that fails claims nothing', () => {
    const rows = [student(2, 'a', '01011112222', '01011112222'), student(3, 'b', '01033334444', '01011112222')]
    expect(decideChunk(rows, nobody).enrolments.map((enrolment) => enrolment.student.row)).toEqual([3])
  })

  test('a deleted student is restored with its phone, which may still be its own', () => {
    const back = { studentId: '5', userId: '50', studentPhone: '01099990000' }
    const facts = { ...nobody, deleted: new Map([[2, back]]) }
    expect(decideChunk([student(2, 'a', '01011112222')], facts).enrolments[0]?.restores).toEqual(back)
    const own = new Map([['01099990000', { kind: 'other', userId: '50' } as const]])
    expect(decideChunk([student(2, 'a', '01011112222')], { ...facts, phones: own }).failures).toEqual([])
    const taken = new Map([['01099990000', { kind: 'other', userId: '51' } as const]])
    expect(decideChunk([student(2, 'a', '01011112222')], { ...facts, phones: taken }).failures).toHaveLength(1)
  })
})

const phones = ['01011110001', '01011110002', '01011110003', '01011110004', '01011110005']
const rowsOf = fc
  .array(
    fc.record({
      name: fc.constantFrom('Kim', 'KIM', 'Lee', 'Park'),
      parent: fc.constantFrom(...phones),
      own: fc.option(fc.constantFrom(...phones), { nil: undefined }),
    }),
    { maxLength: 30 },
  )
  .map((rows) => rows.map(({ name, parent, own }, at) => student(at + 2, name, parent, own)))

test('the outcome of every row is the same wherever chunks begin, and importing again creates nobody', () => {
  fc.assert(
    fc.property(rowsOf, rowsOf, fc.integer({ min: 1, max: 7 }), (rows, deleted, size) => {
      const [whole, parts] = [new PeopleModel(), new PeopleModel()]
      for (const model of [whole, parts]) for (const one of deleted) model.addDeleted(one)
      const outcomes: string[] = []
      for (let at = 0; at < rows.length; at += size) outcomes.push(...parts.import(rows.slice(at, at + size)))
      expect(outcomes).toEqual(whole.import(rows))
      expect(outcomes).toHaveLength(rows.length)
      const again = parts.import(rows)
      expect(again.filter((outcome) => outcome === 'created' || outcome === 'restored')).toEqual([])
    }),
    { numRuns: 500 },
  )
})
