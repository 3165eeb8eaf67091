import { describe, expect, test } from 'vitest'
import { readHeader } from '../../../src/ai/domain/columns.ts'
import { gender } from '../../../src/ai/domain/gender.ts'
import { personName } from '../../../src/ai/domain/person-name.ts'
import { parentPhone, studentPhone } from '../../../src/ai/domain/phone.ts'
import { schoolFacts } from '../../../src/ai/domain/school.ts'
import { ruleCell, ruleTable, ruleValue } from '../support/rule-table.ts'

describe('Header of a column', () => {
  test.for(ruleTable('Header of a column'))('$header → $column', ({ header = '', column = '' }) => {
    const { columns } = readHeader([ruleCell(header)])
    expect(Object.keys(columns)[0]).toBe(ruleValue(column))
  })
})

describe('P-41 Phone of a parent', () => {
  test.for(ruleTable('Phone of a parent'))('$cell → $phone', ({ cell = '', phone = '' }) => {
    const found = parentPhone(ruleCell(cell))
    expect('phone' in found ? found.phone : found.code).toBe(phone)
  })
})

describe('Phone of a student', () => {
  test.for(ruleTable('Phone of a student'))('$cell → $phone', ({ cell = '', phone = '' }) => {
    expect(studentPhone(ruleCell(cell))).toBe(ruleValue(phone))
  })
})

describe('Gender', () => {
  test.for(ruleTable('Gender'))('$cell → $gender', ({ cell = '', gender: expected = '' }) => {
    expect(gender(ruleCell(cell))).toBe(ruleValue(expected))
  })
})

describe('School and grade', () => {
  test.for(ruleTable('School and grade'))('$school, $grade → $result', ({ school = '', grade = '', result = '' }) => {
    const facts = schoolFacts(ruleCell(school), ruleCell(grade))
    const shown = [facts.school, facts.schoolType, facts.grade].filter((part) => part !== undefined).join(' ')
    expect(shown).toBe(ruleValue(result) ?? '')
  })
})

describe('Name', () => {
  test.for(ruleTable('Name'))('$cell → $name', ({ cell = '', name = '', 'compared as': key = '' }) => {
    const found = personName(ruleCell(cell))
    expect('code' in found ? [found.code, undefined] : [found.name, found.nameKey]).toEqual([name, ruleValue(key)])
  })

  test('is at most 100 characters long', () => {
    expect(personName('가'.repeat(100))).toHaveProperty('name')
    expect(personName('가'.repeat(101))).toEqual({ code: 'name_too_long' })
  })
})
