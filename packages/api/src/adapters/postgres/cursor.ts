import { ContractViolation } from '@academy/sdk/errors'

/** A cursor is opaque to clients: the place of the last row, as text that fits a URL. */
export function writeCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/**
 * The place that a cursor names, checked part by part, since clients can send anything.
 * @throws ContractViolation for a cursor that this service did not make
 */
export function readCursor(cursor: string, parts: readonly RegExp[]): string[] {
  const place = parse(cursor)
  if (Array.isArray(place) && place.length === parts.length) {
    const texts = place.map(String)
    if (texts.every((text, index) => parts[index]?.test(text))) return texts
  }
  throw new ContractViolation('the cursor', [
    {
      pointer: '/query/cursor',
      schemaPath: 'openapi.yaml#/components/parameters/Cursor',
      keyword: 'pattern',
      message: 'is not a cursor of this list',
    },
  ])
}

/** The rows of one page and the cursor behind it, out of one row more than a page has. */
export function cutPage<Row>(rows: readonly Row[], limit: number, place: (row: Row) => (string | number)[]) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { shown, nextCursor: rows.length > limit && last !== undefined ? writeCursor(place(last)) : null }
}

export const anyUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const anyInteger = /^[0-9]{1,18}$/
export const anyTimestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
