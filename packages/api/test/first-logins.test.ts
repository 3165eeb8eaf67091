import { objects, rosterFiles, type TenantId } from '@academy/sdk/contract'
import { type FirstLogin, sealLogins, secretKeys, verifyOneTimeSecret } from '@academy/sdk/secrets'
import officeCrypto from 'officecrypto-tool'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startAiWorker } from './support/ai-worker.ts'
import type { TestClient } from './support/client.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { endJob, importOf } from './support/jobs.ts'
import { editWorkbook, readWorkbook } from './support/workbook.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const keys = () => secretKeys(harness.servers.env.ONE_TIME_SECRET_KEY as string)
const passphrase = '하늘학원 spring 2026!'
const body = { passphrase }
const login: FirstLogin = {
  row: 2,
  role: 'student',
  login: 't1_A00000',
  name: '=김하늘',
  secret: 'K7QX-04MF-9VTA-ZP3D',
}

/** A job with sealed logins, as a worker would have left it. */
async function ended(
  tenant: { id: TenantId; api: TestClient },
  { status = 'DONE', expires = '1 day', of = tenant.id } = {},
) {
  const { body: job } = await tenant.api('createJob', importOf(tenant.id))
  const path = { job_id: job.job_id as string }
  const sealed = sealLogins(keys(), { tenantId: of, jobId: path.job_id }, [login])
  await harness.admin.query(
    `INSERT INTO first_logins (job_id, tenant_id, last_row, accounts, sealed, expires_at)
     VALUES ($1, $2, 2, 1, $3, now() + $4::interval)`,
    [path.job_id, tenant.id, sealed, expires],
  )
  if (status !== 'PENDING') await endJob(harness.admin, path.job_id, status)
  return path
}

test('an import with password mode random: the owner opens the file with the passphrase', {
  timeout: 90_000,
}, async () => {
  const { api } = await harness.tenant()
  const template: Buffer = (await api('downloadRosterTemplate')).body
  const file = await editWorkbook(template, (sheet) => {
    sheet.addRow(['김가람', '01033330001', '01044440001'])
    sheet.addRow(['김나래', '01033330001', ''])
  })
  const form = new FormData()
  form.append('file', new File([new Uint8Array(file)], '명단.xlsx'))
  form.append('password_mode', 'random')
  await using worker = startAiWorker(harness.servers.env)
  const path = { job_id: (await api('bulkCreateStudentsFromExcel', { body: form })).body.job_id }
  const job = await vi.waitFor(
    async () => {
      const { body: shown } = await api('getJob', { path })
      expect(shown.status).toBe('DONE')
      return shown
    },
    { timeout: 45_000, interval: 100 },
  )
  expect(job.result).toMatchObject({ created: 2, first_logins: { accounts: 3 } })

  await api('downloadFirstLogins', { path, body })
  // Again, since a download may fail on its way.
  const answer = await api('downloadFirstLogins', { path, body })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, objects.rosterContentTypes[0]])
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  const name = answer.headers.get('content-disposition')?.split("UTF-8''")[1] ?? ''
  expect(decodeURIComponent(name)).toBe(rosterFiles.firstLogins.fileName)
  // What lies on the owner's disk is no zip that anybody opens.
  expect(answer.body.subarray(0, 2).toString()).not.toBe('PK')
  await expect(officeCrypto.decrypt(answer.body, { password: 'another phrase' })).rejects.toThrow('incorrect')
  const { rows, sheet } = await readWorkbook(await officeCrypto.decrypt(answer.body, { password: passphrase }))
  const { columns, sheet: sheetName } = rosterFiles.firstLogins
  expect([sheet, rows[0]]).toEqual([sheetName, columns.map(({ header }) => header)])
  expect(rows.slice(1).map((row) => row.slice(0, 3))).toEqual([
    ['4', '학생', '김가람'],
    ['4', '학부모', '김가람 학부모'],
    ['5', '학생', '김나래'],
  ])
  const { rows: users } = await harness.admin.query('SELECT login, password_hash FROM users')
  const hashes = new Map(users.map((user) => [user.login, user.password_hash]))
  const secrets = rows.slice(1).map((row) => row[4] ?? '')
  for (const row of rows.slice(1)) {
    expect(verifyOneTimeSecret(keys(), row[4] ?? '', hashes.get(row[3] ?? ''))).toBe(true)
  }
  // P-44: neither the logs of the two processes nor Redis nor the messages tell one, nor the passphrase.
  const redis = await harness.redis.keys('*')
  const shown = await Promise.all(redis.map((key) => harness.redis.get(key).catch(() => '')))
  const said = [
    ...worker.output,
    ...harness.logged,
    ...shown,
    JSON.stringify(harness.sent()),
    JSON.stringify(job),
  ].join('\n')
  expect(said).toContain(path.job_id)
  for (const secret of [...secrets, passphrase]) expect(said).not.toContain(secret)
})

describe('the first logins of an import', () => {
  test('are the owner’s alone: no teacher, nobody of another academy, nobody without a token', async () => {
    const [mine, theirs] = [await harness.tenant(), await harness.tenant()]
    const path = await ended(theirs)
    for (const role of ['teacher', 'assistant']) {
      const colleague = await harness.as({ tenant_id: theirs.id, role })
      const answer = await colleague('downloadFirstLogins', { path, body })
      expect([role, answer.status, answer.body.code]).toEqual([role, 403, 'forbidden'])
    }
    const other = await mine.api('downloadFirstLogins', { path, body })
    expect([other.status, other.body.code]).toEqual([404, 'job_not_found'])
    const nobody = await theirs.api('downloadFirstLogins', { path, body, headers: { authorization: 'none' } })
    expect(nobody.status).toBe(401)
  })

  test('P-25 sealed for one academy are not opened for another, whatever a row says', async () => {
    const [mine, theirs] = [await harness.tenant(), await harness.tenant()]
    const answer = await mine.api('downloadFirstLogins', { path: await ended(mine, { of: theirs.id }), body })
    expect([answer.status, answer.body.code]).toEqual([500, 'internal_error'])
  })

  test('are there until they expire, once the import has ended', async () => {
    const tenant = await harness.tenant()
    const none = [
      await ended(tenant, { expires: '0 seconds' }),
      await ended(tenant, { status: 'PENDING' }),
      { job_id: (await tenant.api('createJob', importOf(tenant.id))).body.job_id },
    ]
    for (const each of none) {
      const { status, body: problem } = await tenant.api('downloadFirstLogins', { path: each, body })
      expect([status, problem.code]).toEqual([404, 'first_logins_not_found'])
    }
  })

  test('of an import that was cancelled half way are there; a name that looks like a formula stays a text', async () => {
    const tenant = await harness.tenant()
    const path = await ended(tenant, { status: 'CANCELLED' })
    const { body: file } = await tenant.api('downloadFirstLogins', { path, body })
    await editWorkbook(await officeCrypto.decrypt(file, { password: passphrase }), (sheet) => {
      const cell = sheet.getCell('C2')
      expect([cell.value, cell.numFmt]).toEqual(['=김하늘', '@'])
    })
  })

  test.each([{}, { passphrase: 'short' }, { passphrase, more: 1 }])(
    'a request without a good passphrase is refused: %j',
    async (bad) => {
      const tenant = await harness.tenant()
      const answer = await tenant.api('downloadFirstLogins', { path: await ended(tenant), body: bad })
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed'])
    },
  )
})

test('password mode random is refused at once where no key is configured', async () => {
  await using without = await startHarness(async () => ({ ONE_TIME_SECRET_KEY: '' }))
  const { id, api } = await without.tenant()
  const { body: request } = importOf(id)
  const random = { ...request, payload: { ...request.payload, password_mode: 'random' } }
  const answer = await api('createJob', { body: random })
  expect([answer.status, answer.body.code]).toEqual([422, 'option_not_available'])
})
