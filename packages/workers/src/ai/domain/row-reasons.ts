/** Why a row was not imported. */
export type RowFailureCode =
  | 'name_missing'
  | 'name_too_long'
  | 'parent_phone_missing'
  | 'parent_phone_invalid'
  | 'phone_in_use'
  | 'row_unreadable'

/** A row that was not imported, with the number that Excel shows beside it. */
export interface RowFailure {
  readonly row: number
  readonly name: string
  readonly code: RowFailureCode
  readonly message: string
}

/** The reasons in the words of teachers. */
export const rowReasons: Readonly<Record<RowFailureCode, { readonly ko: string; readonly en: string }>> = {
  name_missing: { ko: '이름이 없습니다.', en: 'The row has no name.' },
  name_too_long: { ko: '이름이 너무 깁니다.', en: 'The name is longer than 100 characters.' },
  parent_phone_missing: { ko: '학부모 전화번호가 없습니다.', en: 'The row has no parent phone.' },
  parent_phone_invalid: {
    ko: '학부모 전화번호는 010과 숫자 8자리여야 합니다.',
    en: 'The parent phone must be 010 and eight digits.',
  },
  phone_in_use: {
    ko: '다른 계정이 이미 사용하는 전화번호입니다.',
    en: 'Another account of the academy already uses this phone number.',
  },
  row_unreadable: {
    ko: '이름이나 학부모 전화번호 셀에 오류 값이 있습니다.',
    en: 'The name or the parent phone is an error value.',
  },
}

const longestName = 200

/** The row failure for people to read. */
export function rowFailure(row: number, name: string, code: RowFailureCode): RowFailure {
  const shown = [...name].slice(0, longestName).join('')
  return { row, name: shown, code, message: rowReasons[code].en }
}
