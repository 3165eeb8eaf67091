import { Readable } from 'node:stream'
import { objectKeys, objects, rosterFiles, type TenantId } from '@academy/sdk/contract'
import { AcademyClient, NotFoundError } from '@academy/sdk/http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestClient } from './support/client.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { endJob, importOf } from './support/jobs.ts'
import { token } from './support/tokens.ts'
import { editWorkbook, readWorkbook } from './support/workbook.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const [xlsx] = objects.rosterContentTypes

describe('the template', () => {
  test('has the contract’s headers and samples; phones are texts, so that no zero is lost (P-41)', async () => {
    const { api } = await harness.tenant()
    const answer = await api('downloadRosterTemplate')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, xlsx])
    const { columns, sheet } = rosterFiles.template
    const line = (row: number) => columns.map(({ samples }) => samples[row])
    expect(await readWorkbook(answer.body)).toEqual({
      sheet,
      rows: [columns.map(({ header }) => header), line(0), line(1)],
    })
    // Of rows that are still to be written, too.
    await editWorkbook(answer.body, (sheet) => expect(sheet.getRow(9).getCell(2).numFmt).toBe('@'))
  })

  test('is saved under its Korean name, by clients old and new', async () => {
    const { api } = await harness.tenant()
    const disposition = (await api('downloadRosterTemplate')).headers.get('content-disposition') ?? ''
    const { fileName, asciiFileName } = rosterFiles.template
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[A-Za-z0-9%._-]+$/)
    expect(disposition).toContain(`filename="${asciiFileName}"`)
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(fileName)
  })

  test('is not sent again to somebody who has it', async () => {
    const { api } = await harness.tenant()
    const first = await api('downloadRosterTemplate')
    expect(first.headers.get('cache-control')).toBe(`private, max-age=${rosterFiles.template.keptSeconds}`)
    const etag = first.headers.get('etag') as string
    for (const known of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
      const again = await api('downloadRosterTemplate', { headers: { 'if-none-match': known } })
      expect([known, again.status, again.headers.get('etag')]).toEqual([known, 304, etag])
    }
    const changed = await api('downloadRosterTemplate', { headers: { 'if-none-match': '"other"' } })
    expect(changed.status).toBe(200)
  })
})

/** An import that has ended as a worker would have left it, and what its result says about failed rows. */
async function ended(tenant: { id: TenantId; api: TestClient }, failedRows?: { key: string; content?: Buffer }) {
  const { body } = await tenant.api('createJob', importOf(tenant.id))
  const path = { job_id: body.job_id as string }
  const counts = { total: 1, created: 0, restored: 0, duplicates: 0, processed_by: 'worker' }
  const failed = [{ row: 2, name: '김하늘', code: 'parent_phone_invalid', message: 'no phone' }]
  const result = { ...counts, failed, ...(failedRows && { failed_rows_key: failedRows.key }) }
  const insert = 'INSERT INTO job_results (job_id, tenant_id, result) VALUES ($1, $2, $3)'
  await harness.admin.query(insert, [path.job_id, tenant.id, result])
  await endJob(harness.admin, path.job_id, 'DONE')
  if (failedRows?.content) {
    const { key, content } = failedRows
    await harness.storage.upload({ key, body: Readable.from([content]), contentType: xlsx })
  }
  return path
}

const keyOf = (tenantId: TenantId) => objectKeys.rosterFailedRows({ tenantId, jobId: crypto.randomUUID() })
const content = Buffer.alloc(300_000, 'rows')

describe('the failed rows', () => {
  test('come byte by byte, under a Korean name, and are kept by no cache', async () => {
    const tenant = await harness.tenant()
    const path = await ended(tenant, { key: keyOf(tenant.id), content })
    const answer = await tenant.api('downloadFailedRows', { path })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, xlsx])
    expect(content.equals(answer.body)).toBe(true)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const name = answer.headers.get('content-disposition')?.split("UTF-8''")[1] ?? ''
    expect(decodeURIComponent(name)).toBe(rosterFiles.failedRows.fileName)
  })

  test('arrive as bytes through the SDK’s client, problems as its errors', async () => {
    const tenant = await harness.tenant()
    const bearer = await token(harness.servers.env.JWT_SECRET as string, { tenant_id: tenant.id })
    const academy = new AcademyClient({ baseUrl: harness.url, token: bearer })
    const path = await ended(tenant, { key: keyOf(tenant.id), content })
    const bytes: Uint8Array = await academy.call('downloadFailedRows', { path })
    expect(content.equals(bytes)).toBe(true)
    const none = await academy.call('downloadFailedRows', { path: await ended(tenant) }).catch((error) => error)
    expect(none).toBeInstanceOf(NotFoundError)
    expect(none).toMatchObject({ code: 'failed_rows_not_found' })
  })

  test('P-25 of another academy do not exist, neither by its job nor by a key in an own result', async () => {
    const [mine, theirs] = [await harness.tenant(), await harness.tenant()]
    const key = keyOf(theirs.id)
    const path = await ended(theirs, { key, content })
    const byJob = await mine.api('downloadFailedRows', { path })
    expect([byJob.status, byJob.body.code]).toEqual([404, 'job_not_found'])
    const byKey = await mine.api('downloadFailedRows', { path: await ended(mine, { key }) })
    expect([byKey.status, byKey.body.code]).toEqual([404, 'failed_rows_not_found'])
  })

  test('there are none before the import has ended, after one without failures, and when they are no longer kept', async () => {
    const tenant = await harness.tenant()
    const running = (await tenant.api('createJob', importOf(tenant.id))).body
    const paths = [{ job_id: running.job_id }, await ended(tenant), await ended(tenant, { key: keyOf(tenant.id) })]
    const answers = await Promise.all(paths.map((path) => tenant.api('downloadFailedRows', { path })))
    expect(answers.map(({ status, body }) => [status, body.code, body.detail])).toEqual([
      [404, 'failed_rows_not_found', 'the import is PENDING'],
      [404, 'failed_rows_not_found', 'the import has no failed rows'],
      [404, 'failed_rows_not_found', 'the file is no longer kept'],
    ])
  })

  test('there are none of a job that is no import', async () => {
    const { api } = await harness.tenant()
    const notice = { channel: 'sms', to: '01012345678', text: '안녕하세요', business_idempotency_key: 'no-import' }
    const { body } = await api('sendMessage', { body: notice })
    const answer = await api('downloadFailedRows', { path: { job_id: body.job_id } })
    const { code, detail } = answer.body
    expect([answer.status, code, detail]).toEqual([404, 'failed_rows_not_found', 'this job is no import'])
  })
})
