import { type Cell, cellText, toHalfWidth } from './cell.ts'

export type Gender = 'M' | 'F'

const genders: Readonly<Record<string, Gender>> = {
  남: 'M',
  남자: 'M',
  남성: 'M',
  남학생: 'M',
  m: 'M',
  male: 'M',
  여: 'F',
  여자: 'F',
  여성: 'F',
  여학생: 'F',
  f: 'F',
  female: 'F',
}

/** 남, 남자, M are M; 여, 여자, F are F; anything else counts as not given. */
export function gender(cell: Cell): Gender | undefined {
  const text = toHalfWidth(cellText(cell)).toLowerCase()
  return Object.hasOwn(genders, text) ? genders[text] : undefined
}
