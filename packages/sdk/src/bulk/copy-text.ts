/** A value of a column; undefined and null are NULL. */
export type CopyValue = string | number | bigint | boolean | Date | null | undefined

/**
 * One line of COPY's text format, exactly escaped: a backslash, tab, newline or carriage return in a value never ends
 * a field or a row, and the text `\N` is not NULL.
 *
 * @throws RangeError for U+0000, which PostgreSQL's text cannot hold, and for numbers and dates that are none
 * @example
 * encodeCopyRow(['a\tb', null, 1]) // 'a\\tb\t\\N\t1\n'
 */
export function encodeCopyRow(values: readonly CopyValue[]): string {
  let line = ''
  for (let index = 0; index < values.length; index += 1) {
    line += index === 0 ? encodeCopyValue(values[index]) : `\t${encodeCopyValue(values[index])}`
  }
  return `${line}\n`
}

/** One field of COPY's text format, without its delimiter. */
export function encodeCopyValue(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`COPY: ${value} is not a number of a table`)
    return String(value)
  }
  if (Number.isNaN(value.valueOf())) throw new RangeError('COPY: an invalid date')
  return value.toISOString()
}

const special = /[\\\t\n\r\b\f\v]/
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
}

function escapeText(text: string): string {
  if (text.includes('\0')) throw new RangeError('COPY: U+0000 cannot be stored in text')
  if (!special.test(text)) return text
  return text.replace(/[\\\t\n\r\b\f\v]/g, (character) => escapes[character] ?? character)
}
