import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeCopyRow, encodeCopyValue } from '../../src/bulk/index.ts'

/** COPY's text format read back, by its manual: what the server does with a line. */
function decode(line: string): (string | null)[] {
  const unescaped: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }
  return line
    .replace(/\n$/, '')
    .split('\t')
    .map((field) =>
      field === '\\N' ? null : field.replace(/\\(.)/gs, (_, letter: string) => unescaped[letter] ?? letter),
    )
}

describe('COPY text format', () => {
  test('null is not the text \\N, and an empty text is not null', () => {
    expect(encodeCopyRow([null, undefined, '\\N', ''])).toBe('\\N\t\\N\t\\\\N\t\n')
  })

  test('the end-of-data mark is only text', () => {
    expect(encodeCopyValue('\\.')).toBe('\\\\.')
  })

  test('numbers, dates and truth', () => {
    expect(encodeCopyRow([1, 10n, true, false, new Date(0)])).toBe('1\t10\tt\tf\t1970-01-01T00:00:00.000Z\n')
  })

  test('what PostgreSQL cannot hold is refused before it is sent', () => {
    expect(() => encodeCopyValue('a\0b')).toThrow(RangeError)
    expect(() => encodeCopyValue(Number.NaN)).toThrow(RangeError)
    expect(() => encodeCopyValue(new Date('no'))).toThrow(RangeError)
  })

  test('any text comes back as it was, and a row is one line', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('\\', '\t', '\n', '\r', '\b', '\f', '\v', 'N', '.'), fc.string()),
    })
    const value = fc.option(text.filter((candidate) => !candidate.includes('\0')))
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const line = encodeCopyRow(values)
        expect(line.indexOf('\n')).toBe(line.length - 1)
        expect(decode(line)).toEqual(values)
      }),
      { numRuns: 2_000 },
    )
  })
})
