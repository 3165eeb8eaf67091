import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { objects } from '@academy/sdk/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Harness, startHarness } from './support/harness.ts'
import { workbookFiles, zip } from './support/zip.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

function form(
  content: Buffer,
  { name = '원생 명단.xlsx', type = xlsx, fields = {} as Record<string, string>, last = false } = {},
) {
  const body = new FormData()
  const file = () => body.append('file', new File([new Uint8Array(content)], name, { type }))
  if (!last) file()
  for (const [field, value] of Object.entries(fields)) body.append(field, value)
  if (last) file()
  return { body }
}

const stored = async (tenant: string) => {
  const keys: string[] = []
  for await (const { key } of harness.storage.list(`excel/${tenant}/`)) keys.push(key)
  return keys
}
const unfinished = () => harness.s3.unfinished()
const jobs = async (tenant: string) =>
  (await harness.admin.query('SELECT * FROM jobs WHERE tenant_id = $1', [tenant])).rows

test('a roster is stored under the tenant’s prefix and becomes one job', async () => {
  const { id, api } = await harness.tenant()
  const content = zip(workbookFiles)
  const { status, body } = await api('bulkCreateStudentsFromExcel', form(content))
  expect([status, body.status]).toEqual([202, 'PENDING'])
  const [key] = await stored(id)
  expect(await jobs(id)).toMatchObject([
    {
      job_id: body.job_id,
      job_type: 'excel_parsing',
      payload: { object_key: key, kind: 'students', password_mode: 'fixed' },
    },
  ])
  const chunks: Buffer[] = []
  for await (const chunk of await harness.storage.read(key as string)) chunks.push(chunk)
  expect(Buffer.concat(chunks).equals(content)).toBe(true)
})

test('options before or behind the file reach the job', async () => {
  const { id, api } = await harness.tenant('basic')
  const fields = { password_mode: 'phone_last4', max_processing_seconds: '30', tier: 'lite' }
  for (const last of [false, true]) await api('bulkCreateStudentsFromExcel', form(zip(workbookFiles), { fields, last }))
  const made = { tier: 'lite', max_processing_seconds: 30, payload: { password_mode: 'phone_last4' } }
  expect(await jobs(id)).toMatchObject([made, made])
})

test('a dry run is asked for by true or false and nothing else', async () => {
  const { id, api } = await harness.tenant()
  const asked = async (dry_run: string) =>
    (await api('bulkCreateStudentsFromExcel', form(zip(workbookFiles), { fields: { dry_run } }))).body.job_id
  const [dry, real] = [await asked('true'), await asked('false')]
  const made = new Map((await jobs(id)).map(({ job_id, payload }) => [job_id, payload.dry_run]))
  expect([made.get(dry), made.get(real)]).toEqual([true, false])
  const refused = await api('bulkCreateStudentsFromExcel', form(zip(workbookFiles), { fields: { dry_run: 'yes' } }))
  expect([refused.status, refused.body.errors]).toMatchObject([400, [{ field: 'dry_run' }]])
})

test('a file of several parts is streamed, not buffered', async () => {
  const { id, api } = await harness.tenant()
  const large = zip([...workbookFiles, { name: 'xl/media/image1.png', content: randomBytes(9_500_000) }])
  expect((await api('bulkCreateStudentsFromExcel', form(large))).status).toBe(202)
  const [key] = await stored(id)
  expect((await harness.storage.head(key as string))?.sizeBytes).toBe(large.length)
})

const bomb = Buffer.alloc(30_000_000)
const refusals: [
  what: string,
  content: () => Buffer,
  options: { name?: string; type?: string },
  status: number,
  code: string,
][] = [
  ['named .xls', () => zip(workbookFiles), { name: 'roster.xls' }, 415, 'file_type_not_supported'],
  ['declared as a picture', () => zip(workbookFiles), { type: 'image/png' }, 415, 'file_type_not_supported'],
  [
    'an .xls file renamed, or one with a password',
    () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]),
    {},
    415,
    'file_type_not_supported',
  ],
  ['text', () => Buffer.from('이름,전화\n김하늘,01012345678\n'), {}, 415, 'file_type_not_supported'],
  ['empty', () => Buffer.alloc(0), {}, 415, 'file_type_not_supported'],
  ['shorter than a signature', () => Buffer.from('PK'), {}, 415, 'file_type_not_supported'],
  [
    'a zip without a workbook',
    () => zip([{ name: 'readme.txt', content: 'hello' }]),
    {},
    415,
    'file_type_not_supported',
  ],
  ['cut off', () => zip(workbookFiles).subarray(0, 200), {}, 422, 'file_unreadable'],
  [
    'with encrypted entries',
    () => zip(workbookFiles.map((file) => ({ ...file, encrypted: true }))),
    {},
    422,
    'file_unreadable',
  ],
  [
    'of very many entries',
    () => zip([...workbookFiles, ...Array.from({ length: 1100 }, (_, i) => ({ name: `x${i}`, content: '' }))]),
    {},
    422,
    'file_unreadable',
  ],
  [
    'a zip bomb',
    () => zip([...workbookFiles, { name: 'xl/worksheets/sheet2.xml', content: bomb }]),
    {},
    413,
    'file_too_large',
  ],
  [
    'that claims to unpack to gigabytes',
    () => zip([...workbookFiles, { name: 'xl/a', content: randomBytes(2_000_000), claimedBytes: 3e9 }]),
    {},
    413,
    'file_too_large',
  ],
  [
    'of more than 10 MB',
    () => zip([...workbookFiles, { name: 'a', content: randomBytes(objects.rosterLimitBytes) }]),
    {},
    413,
    'file_too_large',
  ],
]

test.each(refusals)('a file %s is refused and nothing of it is kept', async (_what, content, options, status, code) => {
  const { id, api } = await harness.tenant()
  const answer = await api('bulkCreateStudentsFromExcel', form(content(), options))
  expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([status, code, false])
  expect([await stored(id), unfinished(), await jobs(id)]).toEqual([[], [], []])
})

test('a file over the limit is refused on its way even when its length was not announced', async () => {
  const { id } = await harness.tenant()
  const status = await chunked(id, zip(workbookFiles), objects.rosterLimitBytes + 1)
  expect(status).toBe(413)
  expect([await stored(id), unfinished(), await jobs(id)]).toEqual([[], [], []])
})

test('a client that goes away in the middle leaves nothing behind', async () => {
  const { id } = await harness.tenant()
  await expect(chunked(id, zip(workbookFiles), 9_000_000, 'destroy')).rejects.toThrow()
  await vi.waitFor(async () => expect([await stored(id), unfinished()]).toEqual([[], []]), { timeout: 5000 })
  expect(await jobs(id)).toEqual([])
})

test.each([
  [{ password_mode: 'plain' }, 'password_mode'],
  [{ max_processing_seconds: 'soon' }, 'max_processing_seconds'],
  [{ tenant_id: 'somebody-else' }, 'tenant_id'],
])('a form with the field %j is refused, and its file removed', async (fields, field) => {
  const { id, api } = await harness.tenant()
  const { status, body } = await api('bulkCreateStudentsFromExcel', form(zip(workbookFiles), { fields }))
  expect([status, body.errors[0].field]).toEqual([400, field])
  expect([await stored(id), await jobs(id)]).toEqual([[], []])
})

test('options that do not exist yet and plans that are too low are refused, and the file removed', async () => {
  const { id, api } = await harness.tenant('lite')
  const option = await api('bulkCreateStudentsFromExcel', form(zip(workbookFiles), { fields: { lecture_id: '3' } }))
  expect([option.status, option.body.code]).toEqual([422, 'option_not_available'])
  const tier = await api('bulkCreateStudentsFromExcel', form(zip(workbookFiles), { fields: { tier: 'premium' } }))
  expect([tier.status, tier.body.code]).toEqual([403, 'tier_too_low'])
  expect([await stored(id), await jobs(id)]).toEqual([[], []])
})

test('no file, no form', async () => {
  const { api } = await harness.tenant()
  const empty = new FormData()
  empty.append('password_mode', 'fixed')
  const missing = await api('bulkCreateStudentsFromExcel', { body: empty })
  expect([missing.status, missing.body.errors[0].field]).toEqual([400, 'file'])
  const json = await api('bulkCreateStudentsFromExcel', { body: { file: 'roster.xlsx' } })
  expect([json.status, json.body.code]).toEqual([415, 'file_type_not_supported'])
})

test('two files are one too many, and neither is kept', async () => {
  const { id, api } = await harness.tenant()
  const { body } = form(zip(workbookFiles))
  body.append('file', new File([new Uint8Array(zip(workbookFiles))], 'second.xlsx', { type: xlsx }))
  const answer = await api('bulkCreateStudentsFromExcel', { body })
  expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed'])
  expect([await stored(id), await jobs(id)]).toEqual([[], []])
})

test('an upload repeated under its idempotency key is the same job and one file', async () => {
  const { id, api } = await harness.tenant()
  const headers = { 'idempotency-key': 'spring-roster' }
  const once = await api('bulkCreateStudentsFromExcel', { ...form(zip(workbookFiles)), headers })
  const again = await api('bulkCreateStudentsFromExcel', { ...form(zip(workbookFiles)), headers })
  expect(again.body.job_id).toBe(once.body.job_id)
  expect([(await stored(id)).length, (await jobs(id)).length]).toEqual([1, 1])
})

test('an idempotency key of a dry run swallows no import, and none of another file', async () => {
  const { id, api } = await harness.tenant()
  const headers = { 'idempotency-key': 'dry-then-real' }
  const upload = async (file: Buffer, fields: Record<string, string>) => {
    const { body } = form(file)
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return api('bulkCreateStudentsFromExcel', { body, headers })
  }
  const dry = await upload(zip(workbookFiles), { dry_run: 'true' })
  expect(dry.status).toBe(202)
  const others = [
    await upload(zip(workbookFiles), {}),
    await upload(zip(workbookFiles), { dry_run: 'true', password_mode: 'phone_last4' }),
    await upload(zip([...workbookFiles, { name: 'xl/corrected.xml', content: '<a/>' }]), { dry_run: 'true' }),
  ]
  for (const { status, body } of others) expect([status, body.code]).toEqual([409, 'idempotency_conflict'])
  expect((await upload(zip(workbookFiles), { dry_run: 'true' })).body.job_id).toBe(dry.body.job_id)
  // Of the refused uploads nothing is kept.
  expect([(await stored(id)).length, (await jobs(id)).length]).toEqual([1, 1])
})

/** Sends a form of `bytes` without saying how long it is; resolves with the status. */
async function chunked(
  tenant: string,
  start: Buffer,
  bytes: number,
  end: 'finish' | 'destroy' = 'finish',
): Promise<number> {
  const { token } = await import('./support/tokens.ts')
  const bearer = await token(harness.servers.env.JWT_SECRET as string, { tenant_id: tenant })
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${harness.url}/api/v1/students/bulk_create_from_excel/`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'multipart/form-data; boundary=b' },
      },
      (answer) => resolve(answer.resume().statusCode ?? 0),
    )
    outgoing.on('error', reject)
    outgoing.write(
      `--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\nContent-Type: ${xlsx}\r\n\r\n`,
    )
    outgoing.write(start)
    for (let left = bytes - start.length; left > 0; left -= 65_536) outgoing.write(Buffer.alloc(Math.min(left, 65_536)))
    if (end === 'finish') outgoing.end('\r\n--b--\r\n')
    else outgoing.write('', () => outgoing.destroy(new Error('gone')))
  })
}
