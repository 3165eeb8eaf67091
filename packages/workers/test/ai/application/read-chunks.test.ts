import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openWorkbook } from '../../../src/ai/adapters/excel/roster-workbook.ts'
import { findRoster } from '../../../src/ai/application/find-roster.ts'
import type { RosterWorkbook } from '../../../src/ai/application/ports.ts'
import { type Chunk, readChunks } from '../../../src/ai/application/read-chunks.ts'
import { sheetOf } from '../support/memory-sheet.ts'
import { type RandomRoster, randomRoster } from '../support/random-roster.ts'
import { rosterFile } from '../support/roster-file.ts'

const { signal } = new AbortController()

async function chunksOf(workbook: RosterWorkbook, chunkRows: number, afterRow = 0): Promise<Chunk[]> {
  const { sheet, layout } = await findRoster(workbook, signal)
  const chunks: Chunk[] = []
  for await (const chunk of readChunks(sheet, layout, chunkRows, afterRow, signal)) chunks.push(chunk)
  return chunks
}

/** Each row's reading by its Excel number, in the words of the truth. */
function outcomes(chunks: readonly Chunk[]): Map<number, unknown> {
  const found = new Map<number, unknown>()
  const tell = (row: number, truth: unknown) => {
    expect(found.has(row), `row ${row} twice`).toBe(false)
    found.set(row, truth)
  }
  for (const { students, failures } of chunks) {
    for (const { row, nameKey, parentPhone, studentPhone } of students) {
      tell(row, { kind: 'student', nameKey, parentPhone, ...(studentPhone && { studentPhone }) })
    }
    for (const { row, code } of failures) tell(row, { kind: 'failed', code })
  }
  return found
}

const expected = ({ truth }: RandomRoster) => new Map([...truth].filter(([, row]) => row.kind !== 'skipped'))
const hasStudents = (roster: RandomRoster) => expected(roster).size > 0

describe('every row is accounted for exactly once, with its true number', () => {
  test('in any layout, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomRoster.filter(hasStudents),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        async (roster, chunkRows, piece) => {
          const chunks = await chunksOf({ sheets: [sheetOf(roster.rows, piece)] }, chunkRows)
          expect(outcomes(chunks)).toEqual(expected(roster))
          expect(chunks.filter((chunk) => chunk.last)).toHaveLength(1)
          expect(chunks.slice(0, -1).every((chunk) => chunk.students.length === chunkRows)).toBe(true)
          expect(chunks.at(-1)?.rowsRead).toBe(expected(roster).size)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('through a real .xlsx', async () => {
    await fc.assert(
      fc.asyncProperty(randomRoster.filter(hasStudents), fc.boolean(), async (roster, shared) => {
        const rows = roster.rows.map((cells) => cells.map((cell) => (cell === undefined ? null : (cell as string))))
        const workbook = await openWorkbook(await rosterFile([{ name: '명단', rows }], shared))
        expect(outcomes(await chunksOf(workbook, 5))).toEqual(expected(roster))
      }),
      { numRuns: 25 },
    )
  })

  test('P-43 going on after any committed chunk tells the other students and all failures of reading', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomRoster.filter(hasStudents),
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 8 }),
        async (roster, chunkRows, stop) => {
          const workbook = { sheets: [sheetOf(roster.rows)] }
          const all = await chunksOf(workbook, chunkRows)
          const committed = all.slice(0, Math.min(stop, all.length - 1))
          const rest = await chunksOf(workbook, chunkRows, committed.at(-1)?.lastRow ?? 0)
          const students = (chunks: readonly Chunk[]) => chunks.flatMap((chunk) => chunk.students)
          const failures = (chunks: readonly Chunk[]) => chunks.flatMap((chunk) => chunk.failures)
          expect([...students(committed), ...students(rest)]).toEqual(students(all))
          expect(failures(rest)).toEqual(failures(all))
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('structure errors', () => {
  const header = ['이름', '학부모연락처']
  const student = ['김하늘', '01011112222']
  const code = (...sheets: readonly (readonly (readonly string[])[])[]) =>
    findRoster({ sheets: sheets.map((rows, at) => sheetOf(rows, 3, `S${at}`)) }, signal).then(
      ({ sheet }) => sheet.name,
      (error: { code: string }) => error.code,
    )

  test('fail the import with their code', async () => {
    expect(await code([['x']])).toBe('header_row_missing')
    expect(await code([header.slice(0, 1), ['김하늘']])).toBe('header_row_missing')
    expect(
      await code([
        ['이름', '학교'],
        ['김하늘', '대치초'],
      ]),
    ).toBe('parent_phone_column_missing')
    expect(await code([['학교', '학부모연락처'], student])).toBe('name_column_missing')
    expect(await code([])).toBe('sheet_empty')
    expect(await code([header])).toBe('sheet_empty')
    expect(await code([header, student], [header, student])).toBe('ambiguous_sheet')
    expect(await code([['안내']], [header, student])).toBe('S1')
  })

  test('a hidden sheet is never imported', async () => {
    const hidden = { ...sheetOf([header, student]), hidden: true }
    await expect(findRoster({ sheets: [hidden] }, signal)).rejects.toMatchObject({ code: 'sheet_empty' })
  })
})
