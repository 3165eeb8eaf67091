import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addRows } from '../../../src/ai/domain/row-ranges.ts'

test('neighbours become ranges, also across chunks', () => {
  expect(addRows('', [2, 3, 4])).toBe('2-4')
  expect(addRows('2-4', [5, 7])).toBe('2-5,7')
  expect(addRows('1,3', [4])).toBe('1,3-4')
  expect(addRows('9', [])).toBe('9')
})

test('ranges name exactly the rows, however they were added', () => {
  const rising = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((rows) => rows.sort((a, b) => a - b))
  fc.assert(
    fc.property(rising, fc.nat({ max: 60 }), (rows, cut) => {
      const ranges = addRows(addRows('', rows.slice(0, cut)), rows.slice(cut))
      const named = ranges.split(',').flatMap((range) => {
        const [from = Number.NaN, to = from] = range.split('-').map(Number)
        return ranges === '' ? [] : Array.from({ length: to - from + 1 }, (_, at) => from + at)
      })
      expect(named).toEqual(rows)
    }),
  )
})
