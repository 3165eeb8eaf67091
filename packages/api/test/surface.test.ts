import { type OperationId, operations, tenantId } from '@academy/sdk/contract'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createServer } from '../src/adapters/http/server.ts'
import { VerifiedTokens } from '../src/adapters/http/verified-tokens.ts'
import { client } from './support/client.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { importOf } from './support/jobs.ts'
import { token } from './support/tokens.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const ids = Object.keys(operations) as OperationId[]
const guarded = ids.filter((id) => !operations[id].public)
const anything = {
  path: {
    job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a69',
    video_id: 1,
    notification_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a69',
  },
}

test('an operation of the contract without a handler stops the boot and is named', async () => {
  const authenticate = () => Promise.reject(new Error('nobody'))
  await expect(createServer({}, { authenticate, log: pino({ enabled: false }) })).rejects.toThrow(
    /createJob.*getReadiness/,
  )
})

test.each(guarded)('%s needs a token', async (id) => {
  const answer = await client(harness.url)(id, anything)
  expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated'])
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
})

const now = () => Math.floor(Date.now() / 1000)
test.each([
  ['signed by somebody else', async () => token('another-secret-of-thirty-two-bytes!', {})],
  ['expired', async () => token(harness.servers.env.JWT_SECRET as string, { exp: now() - 1 })],
  ['signed with another algorithm', async () => token(harness.servers.env.JWT_SECRET as string, {}, 'HS512')],
  [
    'unsigned',
    async () =>
      `${btoa('{"alg":"none"}')}.${btoa('{"tenant_id":"a","role":"owner","sub":"x","exp":9999999999}')}.`.replaceAll(
        '=',
        '',
      ),
  ],
  ['without a tenant', async () => token(harness.servers.env.JWT_SECRET as string, { tenant_id: undefined })],
  ['with a tenant that is none', async () => token(harness.servers.env.JWT_SECRET as string, { tenant_id: '../x' })],
  ['with an unknown role', async () => token(harness.servers.env.JWT_SECRET as string, { role: 'root' })],
])('P-26 a token %s is none', async (_what, make) => {
  const answer = await client(harness.url, await make())('listJobs')
  expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated'])
})

test('a token that was verified before is refused once it has expired', async () => {
  const { id } = await harness.tenant()
  const exp = now() + 1
  const bearer = await token(harness.servers.env.JWT_SECRET as string, { tenant_id: id, exp })
  const api = client(harness.url, bearer)
  expect((await api('listJobs')).status).toBe(200)
  await vi.waitFor(async () => expect((await api('listJobs')).status).toBe(401), { timeout: 3000 })
})

test('verified tokens are kept until they expire, those that nobody shows any more are forgotten', () => {
  let clock = 0
  const tokens = new VerifiedTokens(() => clock)
  const identity = { tenantId: tenantId('haneul'), role: 'owner' as const, subject: 'user-1' }
  tokens.remember('shown', identity, 60)
  tokens.remember('not-shown', identity, 60)
  for (let i = 0; i < 100_000; i += 1) {
    tokens.remember(`t${i}`, identity, 60)
    if (i % 1000 === 0) expect(tokens.find('shown')).toBe(identity)
  }
  expect([tokens.find('not-shown'), tokens.find('t0'), tokens.find('t99999')]).toEqual([undefined, undefined, identity])
  clock = 59_999
  expect(tokens.find('shown')).toBe(identity)
  clock = 60_000
  expect(tokens.find('shown')).toBeUndefined()
})

test('a text that the database cannot hold is the request’s fault', async () => {
  const { api } = await harness.tenant()
  const body = { channel: 'sms', to: '01012345678', text: 'zero \u0000 byte', business_idempotency_key: 'zero' }
  const answer = await api('sendMessage', { body })
  expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed'])
})

test('P-26 no header, query or body changes the tenant of the token', async () => {
  const [mine, theirs] = [await harness.tenant(), await harness.tenant()]
  const { body } = await theirs.api('createJob', importOf(theirs.id))
  const headers = { 'x-tenant-id': theirs.id, 'x-tenant': theirs.id, host: `${theirs.id}.academy.example` }
  const list = await mine.api('listJobs', { headers, query: { tenant_id: theirs.id } })
  expect(list.body.items).toEqual([])
  const detail = await mine.api('getJob', { path: { job_id: body.job_id }, headers })
  expect(detail.body.code).toBe('job_not_found')
  const create = await mine.api('createJob', { body: { ...importOf(mine.id).body, tenant_id: theirs.id } })
  expect(create.body.errors).toMatchObject([{ field: 'tenant_id' }])
})

test('P-25 another tenant’s job, video, notice and students do not exist, on any surface', async () => {
  const [mine, theirs] = [await harness.tenant(), await harness.tenant()]
  const job = { job_id: (await theirs.api('createJob', importOf(theirs.id))).body.job_id }
  for (const id of ['getJob', 'cancelJob', 'retryJob'] as const) {
    const answer = await mine.api(id, { path: job })
    expect([id, answer.status, answer.body.code]).toEqual([id, 404, 'job_not_found'])
  }
  expect((await mine.api('getJobProgress', { path: job })).body.code).toBe('progress_not_found')

  const file = { title: '수열', session_id: 1, filename: 'a.mp4', content_type: 'video/mp4', size_bytes: 10 }
  const video = { video_id: (await theirs.api('initVideoUpload', { body: file })).body.video_id }
  for (const id of ['getVideo', 'completeVideoUpload', 'retryVideo'] as const) {
    const answer = await mine.api(id, { path: video })
    expect([id, answer.status, answer.body.code]).toEqual([id, 404, 'video_not_found'])
  }
  expect((await mine.api('getVideoProgress', { path: video })).body.code).toBe('progress_not_found')

  const notice = { channel: 'sms', to: '01012345678', text: '안녕하세요', business_idempotency_key: 'same-key' }
  const sent = [await theirs.api('sendMessage', { body: notice }), await mine.api('sendMessage', { body: notice })]
  expect(sent[0]?.body.notification_id).not.toBe(sent[1]?.body.notification_id)
  const log = await mine.api('listMessages')
  expect(log.body.items.map((item: { notification_id: string }) => item.notification_id)).toEqual([
    sent[1]?.body.notification_id,
  ])
})

test('P-26 a tenant that does not exist creates nothing', async () => {
  const stranger = await harness.as({ tenant_id: 'no-such-academy' })
  const answer = await stranger('createJob', importOf('no-such-academy'))
  expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
})

test.each(ids.filter((id) => 'roles' in operations[id]))('%s is refused to assistants', async (id) => {
  const assistant = await harness.as({ tenant_id: (await harness.tenant()).id, role: 'assistant' })
  const answer = await assistant(id, anything)
  expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
})

test('an assistant reads', async () => {
  const { id } = await harness.tenant()
  const assistant = await harness.as({ tenant_id: id, role: 'assistant' })
  expect((await assistant('listJobs')).status).toBe(200)
})

test.each(ids.filter((id) => operations[id].status === 'planned'))('%s is planned and says so', async (id) => {
  const { api } = await harness.tenant()
  const answer = await api(id, anything)
  expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([501, 'operation_not_available', false])
})

const post = async (body: string | Uint8Array, type: string) => {
  const bearer = await token(harness.servers.env.JWT_SECRET as string, {})
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': type }
  const answer = await fetch(`${harness.url}/api/v1/jobs/`, { method: 'POST', headers, body })
  return { status: answer.status, problem: (await answer.json()) as { code: string; correlation_id: string } }
}

test('a body that is no JSON, of another type or too large is refused in the contract’s words', async () => {
  expect(await post('{"job_type":', 'application/json')).toMatchObject({
    status: 400,
    problem: { code: 'validation_failed' },
  })
  expect(await post('a=b', 'text/plain')).toMatchObject({ status: 415, problem: { code: 'file_type_not_supported' } })
  const form = '--b\r\nContent-Disposition: form-data; name="job_type"\r\n\r\nexcel_parsing\r\n--b--\r\n'
  expect(await post(form, 'multipart/form-data; boundary=b')).toMatchObject({
    status: 415,
    problem: { code: 'file_type_not_supported' },
  })
  const large = JSON.stringify({ job_type: 'excel_parsing', payload: { text: 'x'.repeat(2_000_000) } })
  expect(await post(large, 'application/json')).toMatchObject({ status: 413, problem: { code: 'file_too_large' } })
  expect(await post('', 'application/json')).toMatchObject({ status: 400, problem: { code: 'validation_failed' } })
})

test('unknown addresses and methods answer problems too', async () => {
  const unknown = await fetch(`${harness.url}/api/v1/secrets/`)
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({ code: 'not_found' })
  const method = await fetch(`${harness.url}/api/v1/jobs/`, { method: 'PATCH' })
  expect([method.status, method.headers.get('allow')]).toEqual([405, expect.stringContaining('POST')])
  expect(await method.json()).toMatchObject({ code: 'method_not_allowed' })
})

test('P-44 neither tokens nor texts stand in the log; each line of an answer names its request and tenant', async () => {
  const { id, api } = await harness.tenant()
  const bearer = await token(harness.servers.env.JWT_SECRET as string, { tenant_id: id })
  const text = '비밀 이야기'
  await api('sendMessage', { body: { channel: 'sms', to: '01099998888', text, business_idempotency_key: 'p-44' } })
  await client(harness.url, bearer)('listJobs', { headers: { 'x-correlation-id': 'find-me' } })
  const lines = harness.logged.join('')
  for (const secret of [bearer, text, '01099998888', harness.servers.env.JWT_SECRET as string]) {
    expect(lines).not.toContain(secret)
  }
  const answered = harness.logged.map((line) => JSON.parse(line)).find((line) => line.correlation_id === 'find-me')
  expect(answered).toMatchObject({ operation: 'listJobs', tenant_id: id, status: 200, duration_ms: expect.any(Number) })
})
