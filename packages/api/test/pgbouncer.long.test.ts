import { type Pooled, pooled } from '@academy/stack/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startAiWorker } from './support/ai-worker.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { editWorkbook } from './support/workbook.ts'

let pooler: Pooled
let harness: Harness
beforeAll(async () => {
  harness = await startHarness(async (env) => {
    pooler = await pooled(env)
    const { DATABASE_URL_API = '', DATABASE_URL_RELAY = '' } = pooler.env
    return { DATABASE_URL_API, DATABASE_URL_API_READER: DATABASE_URL_API, DATABASE_URL_RELAY }
  })
})
afterAll(async () => {
  await pooler[Symbol.asyncDispose]()
  await harness.stop()
})

const patience = { timeout: 90_000, interval: 100 }

test('through PgBouncer in transaction mode: a roster is uploaded, imported by way of temporary tables, and listed', async () => {
  const [mine, other] = [await harness.tenant(), await harness.tenant()]
  await using _worker = startAiWorker({ ...harness.servers.env, ...pooler.env })
  const template = (await mine.api('downloadRosterTemplate')).body
  const total = 1200
  const rows = Array.from({ length: total }, (_, at) => [`학생${at}`, `0105${String(at).padStart(7, '0')}`])
  const file = await editWorkbook(template, (sheet) => void sheet.addRows(rows))
  const form = new FormData()
  form.append('file', new File([new Uint8Array(file)], '명단.xlsx'))
  const path = { job_id: (await mine.api('bulkCreateStudentsFromExcel', { body: form })).body.job_id }
  // Two tenants ask at once, again and again: each sees its own rows, whichever server connection it meets (P-26).
  const job = await vi.waitFor(async () => {
    const [own, foreign] = await Promise.all([mine.api('getJob', { path }), other.api('getJob', { path })])
    expect(foreign.status).toBe(404)
    expect(own.body.status).toBe('DONE')
    return own.body
  }, patience)
  expect(job.result).toMatchObject({ total, created: total, restored: 0, duplicates: 0, failed: [] })
  expect((await mine.api('listStudents')).body.items.length).toBeGreaterThan(0)
  expect((await other.api('listStudents')).body.items).toEqual([])
  expect((await mine.api('getReadiness')).body.status).toBe('ready')
}, 150_000)
