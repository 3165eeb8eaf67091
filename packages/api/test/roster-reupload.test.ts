import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startAiWorker } from './support/ai-worker.ts'
import type { TestClient } from './support/client.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { editWorkbook, readWorkbook } from './support/workbook.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const patience = { timeout: 45_000, interval: 100 }

/** Uploads a roster and waits for its job's end. */
async function imported(api: TestClient, file: Buffer, fields: Record<string, string> = {}) {
  const form = new FormData()
  form.append('file', new File([new Uint8Array(file)], '명단.xlsx'))
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  const path = { job_id: (await api('bulkCreateStudentsFromExcel', { body: form })).body.job_id }
  const job = await vi.waitFor(async () => {
    const { body } = await api('getJob', { path })
    expect(body.status).toBe('DONE')
    return body
  }, patience)
  return { path, result: job.result }
}

const students = async (api: TestClient): Promise<{ name: string; parent_phone: string; memo: string | null }[]> =>
  (await api('listStudents')).body.items

// Columns of the template: name, parent's phone, student's phone, school, …, memo. The first two rows are its samples.
const rows = [
  ['김가람', '01033330001', '', '하늘고', '2', '여', '', '', ''],
  ['이나래', '02-555-1234', '01044440002', '하늘중', '1', '남', '', '', '-5점, 재시험'],
  ['박다솜', '01033330003', '', '하늘고', '3', '여', '', '', ''],
  ['최라온', '', '', '하늘고', '1', '남', '', '', '@친구와 함께'],
]

test('P-41 the corrected file of failed rows imports exactly the rest', { timeout: 90_000 }, async () => {
  const { api } = await harness.tenant()
  const template = (await api('downloadRosterTemplate')).body
  const file = await editWorkbook(template, (sheet) => void sheet.addRows(rows))
  await using _worker = startAiWorker(harness.servers.env)

  const dry = await imported(api, file, { dry_run: 'true' })
  const counts = { total: 4, created: 2, restored: 0, duplicates: 0 }
  const failed = [
    { row: 5, name: '이나래', code: 'parent_phone_invalid' },
    { row: 7, name: '최라온', code: 'parent_phone_missing' },
  ]
  expect(dry.result).toMatchObject({ ...counts, dry_run: true, failed })
  expect(await students(api)).toEqual([])
  // Whoever tries first can correct first.
  expect((await api('downloadFailedRows', { path: dry.path })).status).toBe(200)

  const first = await imported(api, file)
  expect(first.result).toMatchObject({ ...counts, failed })
  expect(first.result.dry_run).toBeUndefined()
  expect((await students(api)).map(({ name }) => name)).toEqual(['김가람', '박다솜'])

  const rest: Buffer = (await api('downloadFailedRows', { path: first.path })).body
  expect((await readWorkbook(rest)).rows.map(([name]) => name)).toEqual(['이름', '이나래', '최라온'])
  const corrected = await editWorkbook(rest, (sheet) => {
    sheet.getCell('B2').value = '01033330002'
    sheet.getCell('B3').value = '01033330004'
  })
  const second = await imported(api, corrected)
  expect(second.result).toMatchObject({ total: 2, created: 2, restored: 0, duplicates: 0, failed: [] })
  const nothing = await api('downloadFailedRows', { path: second.path })
  expect([nothing.status, nothing.body.code]).toEqual([404, 'failed_rows_not_found'])

  const again = await imported(api, corrected)
  expect(again.result).toMatchObject({ total: 2, created: 0, duplicates: 2, failed: [] })
  expect((await students(api)).map(({ name, parent_phone, memo }) => [name, parent_phone, memo])).toEqual([
    ['김가람', '01033330001', null],
    ['박다솜', '01033330003', null],
    ['이나래', '01033330002', '-5점, 재시험'],
    ['최라온', '01033330004', '@친구와 함께'],
  ])
})
