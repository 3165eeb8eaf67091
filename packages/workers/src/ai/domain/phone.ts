import { type Cell, cellText, toHalfWidth } from './cell.ts'

/** A parent's phone, or why there is none. */
export type ParentPhone =
  | { readonly phone: string }
  | { readonly code: 'parent_phone_missing' | 'parent_phone_invalid' }

/**
 * The digits of a phone cell. A number that lost its leading zero gets it back (1012345678 and 1012345678.0 are
 * 01012345678): spreadsheets store 010… as a number unless told otherwise (P-41).
 */
export function phoneDigits(cell: Cell): string {
  if (typeof cell === 'number' && !Number.isSafeInteger(cell)) return ''
  const text = toHalfWidth(cellText(cell)).trim()
  const digits = text.replace(/^(\d+)\.0+$/, '$1').replace(/\D/g, '')
  return /^1[0-9]{9}$/.test(digits) ? `0${digits}` : digits
}

/** A parent's phone must be 010 and eight digits. */
export function parentPhone(cell: Cell): ParentPhone {
  const digits = phoneDigits(cell)
  if (isMobileNumber(digits)) return { phone: digits }
  return { code: cellText(cell) === '' ? 'parent_phone_missing' : 'parent_phone_invalid' }
}

/** A student's phone: eleven digits, or the eight after 010; anything else counts as no phone. */
export function studentPhone(cell: Cell): string | undefined {
  const digits = phoneDigits(cell)
  if (digits.length === 11) return digits
  return digits.length === 8 ? `010${digits}` : undefined
}

/** Whether the digits are a mobile number: 010 and eight more. */
export function isMobileNumber(digits: string): boolean {
  return /^010[0-9]{8}$/.test(digits)
}
