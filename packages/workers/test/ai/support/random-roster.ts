import fc from 'fast-check'
import type { Cell } from '../../../src/ai/domain/cell.ts'

/** What must become of a row that is read alone: a student by name and parent phone, a failure, or nothing. */
export type Truth =
  | { readonly kind: 'student'; readonly nameKey: string; readonly parentPhone: string; readonly studentPhone?: string }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'skipped' }

/** A sheet with noise around it, and the truth about each of its rows by Excel number. */
export interface RandomRoster {
  /** Row by row from Excel row 1; an empty array is an empty row. */
  readonly rows: readonly (readonly Cell[])[]
  readonly truth: ReadonlyMap<number, Truth>
}

const headers = {
  name: ['이름', '성명', '학생 이름', '이름(필수)', 'NAME', '\u110B\u1175\u1105\u1173\u11B7', '성　함'],
  parent: ['학부모 전화번호', '부모연락처', '보호자 연락처', '연락처', '휴대폰', '연락처（학부모）', 'Parent Phone'],
  own: ['학생 연락처', '학생전화번호', '학생 휴대폰', '연락처(학생)', 'student phone'],
  school: ['학교', '학교명', '출신학교'],
  remark: ['구분', '체크'],
  noise: ['번호', '생년월일', '주소', '등록일'],
} as const
type Kind = keyof typeof headers

const phone = fc.integer({ min: 0, max: 99 }).map((at) => `010${String(70_000_000 + at)}`)
const writtenPhone = (digits: string) =>
  fc.constantFrom<Cell>(
    digits,
    Number(digits),
    `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`,
    `${Number(digits)}.0`,
    ` ${digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))} `,
  )
const name = fc.constantFrom('김하늘', '이 바다', 'Kim Sol', '박새별', '최가람', '정누리')
const writtenName = (text: string) =>
  fc.constantFrom<Cell>(
    text,
    text.normalize('NFD'),
    ` ${text.replace(' ', '  ')} `,
    text.toUpperCase(),
    `\ufeff${text}`,
  )

interface RandomRow {
  readonly cells: Partial<Record<Kind, Cell>>
  readonly truth: Truth
}

const good = fc.tuple(name, phone, fc.option(phone, { nil: undefined })).chain(([text, parent, own]) =>
  fc
    .record({
      name: writtenName(text),
      parent: writtenPhone(parent),
      own: own ? writtenPhone(own) : fc.constant(undefined),
    })
    .map((cells): RandomRow => {
      const truth = {
        kind: 'student',
        nameKey: text.toLowerCase(),
        parentPhone: parent,
        ...(own && { studentPhone: own }),
      } as const
      return { cells: { ...cells, noise: '아무거나' }, truth }
    }),
)
const failed = (code: string, cells: Partial<Record<Kind, Cell>>): RandomRow => ({
  cells,
  truth: { kind: 'failed', code },
})
const bad = fc.constantFrom(
  failed('name_missing', { parent: '01011112222' }),
  failed('name_missing', { name: ' ', school: '대치초' }),
  failed('name_too_long', { name: '가'.repeat(101), parent: '01011112222' }),
  failed('parent_phone_missing', { name: '김하늘' }),
  failed('parent_phone_invalid', { name: '김하늘', parent: '02-123-4567' }),
  failed('parent_phone_invalid', { name: '김하늘', parent: 12 }),
  failed('row_unreadable', { name: { error: '#REF!' }, parent: '01011112222' }),
)
const skipped = fc.constantFrom<RandomRow>(
  { cells: {}, truth: { kind: 'skipped' } },
  { cells: { name: '  ' }, truth: { kind: 'skipped' } },
  { cells: { noise: 17 }, truth: { kind: 'skipped' } },
  { cells: { name: '홍길동', parent: '01011112222', remark: '(예시) 지우세요' }, truth: { kind: 'skipped' } },
  { cells: { name: '예시학생', parent: '010-0000-0000' }, truth: { kind: 'skipped' } },
)
const title = fc.constantFrom<readonly Cell[]>(
  [],
  ['2024년 학생 명단'],
  ['작성', 2024],
  ['이름과 연락처를 적어 주세요.'],
)
const order = fc.shuffledSubarray<Kind>(['name', 'parent', 'own', 'school', 'remark', 'noise'], { minLength: 6 })

/** Rosters with any order of columns, any spelling of headers, titles above and noise between. */
export const randomRoster: fc.Arbitrary<RandomRoster> = fc
  .record({
    order,
    titles: fc.array(title, { maxLength: 4 }),
    picks: fc.array(fc.nat({ max: 20 }), { minLength: 6, maxLength: 6 }),
    rows: fc.array(
      fc.oneof({ weight: 6, arbitrary: good }, { weight: 2, arbitrary: bad }, { weight: 2, arbitrary: skipped }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ order: kinds, titles, picks, rows }) => {
    const header = kinds.map((kind, at) => {
      const spellings = headers[kind]
      return spellings[(picks[at] ?? 0) % spellings.length] as Cell
    })
    const cells = rows.map((row) => kinds.map((kind) => row.cells[kind]))
    const above = [...titles, header]
    const truth = new Map(rows.map((row, at) => [above.length + at + 1, row.truth]))
    return { rows: [...above, ...cells], truth }
  })
