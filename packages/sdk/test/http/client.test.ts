import { expect, expectTypeOf, test } from 'vitest'
import type { ExcelParsingResult, JobStatus } from '../../src/contract/index.ts'
import { AcademyError } from '../../src/errors/index.ts'
import {
  AcademyClient,
  type AnswerOf,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ConnectionError,
  HttpError,
  type InputOf,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  UnprocessableError,
} from '../../src/http/index.ts'
import { pauseSeconds, readRetryAfter } from '../../src/http/retries.ts'
import { problem, scriptedApi } from './scripted-api.ts'

const accepted = { status: 202, body: { job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a69', status: 'PENDING' } }
const now = { 'retry-after': '0' }
const outage = problem(503, 'database_unavailable', true, now)
const payload = { object_key: 'excel/haneul/a.xlsx', kind: 'students', password_mode: 'fixed' }
const job = { body: { job_type: 'excel_parsing', payload } } as const

test('path, query and body go where the contract says, with token and correlation id', async () => {
  await using api = await scriptedApi([accepted, { status: 200, body: { items: [], next_cursor: null } }, accepted])
  const client = new AcademyClient({ baseUrl: `${api.url}/`, token: async () => 'secret' })
  await client.call('createJob', job, { correlationId: 'req-7' })
  await client.call('listJobs', { query: { status: 'FAILED', limit: 5 } })
  await client.call('cancelJob', { path: { job_id: 'a/b' } })
  const [create, list, cancel] = api.seen
  expect(create).toMatchObject({ method: 'POST', url: '/api/v1/jobs/', body: JSON.stringify(job.body) })
  expect(create?.headers).toMatchObject({ authorization: 'Bearer secret', 'x-correlation-id': 'req-7' })
  expect(list?.url).toBe('/api/v1/jobs/?status=FAILED&limit=5')
  expect(cancel).toMatchObject({ method: 'POST', url: '/api/v1/jobs/a%2Fb/cancel/', body: '' })
})

test('P-48 a retried creation carries one idempotency key in all its attempts, and another one next time', async () => {
  await using api = await scriptedApi([outage, 'cut', accepted, accepted, accepted])
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  await client.call('createJob', job)
  await client.call('createJob', job)
  await client.call('createJob', job, { idempotencyKey: 'my-own' })
  const keys = api.seen.map(({ headers }) => headers['idempotency-key'])
  expect(keys).toHaveLength(5)
  expect(new Set(keys.slice(0, 3)).size).toBe(1)
  expect(keys[3]).not.toBe(keys[0])
  expect(keys[4]).toBe('my-own')
})

test('P-48 an operation that would be done twice is sent once, whatever happens', async () => {
  for (const step of [outage, 'cut'] as const) {
    await using api = await scriptedApi([step, accepted])
    const client = new AcademyClient({ baseUrl: api.url, token: 't' })
    await expect(client.call('retryJob', { path: { job_id: 'x' } })).rejects.toBeInstanceOf(AcademyError)
    expect(api.seen).toHaveLength(1)
  }
})

test.each([
  [408, problem(408, 'internal_error', true, now), 3],
  [409, problem(409, 'video_not_uploaded', true, now), 3],
  [429, problem(429, 'quota_exceeded', true, now), 3],
  [500, problem(500, 'internal_error', true, now), 3],
  [502, { status: 502, body: 'Bad Gateway', headers: now }, 3],
  [409, problem(409, 'idempotency_conflict', false, now), 1],
  [501, problem(501, 'operation_not_available', false, now), 1],
  [404, problem(404, 'job_not_found', false, now), 1],
  [400, problem(400, 'validation_failed', false, now), 1],
])('%i is tried as often as it makes sense: %#', async (_status, step, attempts) => {
  await using api = await scriptedApi(() => step)
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  await expect(client.call('getJob', { path: { job_id: 'x' } })).rejects.toBeInstanceOf(HttpError)
  expect(api.seen).toHaveLength(attempts)
})

test.each([
  [400, 'validation_failed', BadRequestError],
  [401, 'unauthenticated', AuthenticationError],
  [403, 'tier_too_low', PermissionError],
  [404, 'job_not_found', NotFoundError],
  [409, 'job_not_cancellable', ConflictError],
  [413, 'file_too_large', UnprocessableError],
  [415, 'file_type_not_supported', UnprocessableError],
  [422, 'option_not_available', UnprocessableError],
  [429, 'quota_exceeded', RateLimitError],
  [503, 'database_unavailable', ServerError],
] as const)('%i is a %s', async (status, code, Class) => {
  await using api = await scriptedApi(() => problem(status, code, false, { 'x-extra': 'kept' }))
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const error = await client.call('getJob', { path: { job_id: 'x' } }).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(Class)
  expect(error).toMatchObject({ status, code, requestId: 'req-1', retryable: false })
  expect(error.headers.get('x-extra')).toBe('kept')
  expect(error.message).toBe(`[${code}] about ${code}`)
})

test('an answer of something in between that is no problem document is still an error with its status', async () => {
  await using api = await scriptedApi(() => ({ status: 403, body: { message: 'blocked' } }))
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const error = await client.call('listJobs').catch((thrown) => thrown)
  expect(error).toBeInstanceOf(PermissionError)
  expect(error).toMatchObject({ code: 'unexpected_error', problem: undefined })
})

test('a problem with a code of a newer API is understood', async () => {
  await using api = await scriptedApi(() => problem(422, 'brand_new_code', false))
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  await expect(client.call('listJobs')).rejects.toMatchObject({ code: 'brand_new_code', status: 422 })
})

test('no connection and no answer in time are connection errors, after the retries', async () => {
  await using api = await scriptedApi(() => 'hang')
  const client = new AcademyClient({ baseUrl: api.url, token: 't', timeoutSeconds: 0.05, maxRetries: 0 })
  const error = await client.call('listJobs').catch((thrown) => thrown)
  expect(error).toBeInstanceOf(ConnectionError)
  expect(error).toMatchObject({ code: 'api_unreachable', retryable: true })
  const { url } = api
  await api[Symbol.asyncDispose]()
  const nobody = new AcademyClient({ baseUrl: url, token: 't', maxRetries: 0 })
  await expect(nobody.call('listJobs')).rejects.toBeInstanceOf(ConnectionError)
})

test('an abort ends the request and the pause between two attempts, with its own reason', async () => {
  const reason = new Error('the page was closed')
  await using api = await scriptedApi(() => problem(503, 'database_unavailable', true, { 'retry-after': '30' }))
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const leaving = new AbortController()
  const call = client.call('listJobs', {}, { signal: leaving.signal })
  const stop = setInterval(() => api.seen.length > 0 && leaving.abort(reason), 5)
  await expect(call).rejects.toBe(reason)
  clearInterval(stop)
  expect(api.seen).toHaveLength(1)
})

test('the raw answer has status, headers and request id', async () => {
  await using api = await scriptedApi([{ ...accepted, headers: { 'x-correlation-id': 'req-9' } }])
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const raw = await client.raw('createJob', job)
  expect(raw).toMatchObject({ status: 202, requestId: 'req-9', body: accepted.body })
})

test('a list is read page after page with the same filter', async () => {
  const page = (id: string, next_cursor: string | null) => ({
    status: 200,
    body: { items: [{ job_id: id }], next_cursor },
  })
  await using api = await scriptedApi([page('a', 'c1'), page('b', 'c2'), page('c', null)])
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const ids: string[] = []
  for await (const { job_id } of client.each('listJobs', { query: { status: 'DONE' } })) ids.push(job_id)
  expect(ids).toEqual(['a', 'b', 'c'])
  expect(api.seen.map(({ url }) => url.split('?')[1])).toEqual([
    'status=DONE',
    'status=DONE&cursor=c1',
    'status=DONE&cursor=c2',
  ])
})

test('a form is sent as a form', async () => {
  await using api = await scriptedApi([accepted])
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const body = new FormData()
  body.append('file', new File(['PK'], 'roster.xlsx'))
  await client.call('bulkCreateStudentsFromExcel', { body })
  expect(api.seen[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  expect(api.seen[0]?.body).toContain('filename="roster.xlsx"')
})

test('pauses follow Retry-After up to a minute, else they double with jitter up to eight seconds', () => {
  const error = (headers: Record<string, string>) =>
    Object.assign(new HttpError({ status: 503, headers: new Headers(headers), body: undefined }))
  expect(pauseSeconds(error({ 'retry-after': '7' }), 1)).toBe(7)
  expect(pauseSeconds(error({ 'retry-after': '61' }), 1, () => 0)).toBe(0.5)
  const pauses = [1, 2, 3, 4, 5, 6].map((attempt) => pauseSeconds(error({}), attempt, () => 0))
  expect(pauses).toEqual([0.5, 1, 2, 4, 8, 8])
  expect(pauseSeconds(error({}), 5, () => 1)).toBe(6)
  const at = Date.parse('2026-03-02T00:00:00Z')
  const date = new Headers({ 'retry-after': 'Mon, 02 Mar 2026 00:00:05 GMT' })
  expect(readRetryAfter(date, () => at)).toBe(5)
  expect(readRetryAfter(new Headers({ 'retry-after': 'soon' }))).toBeUndefined()
})

test('inputs and answers have the types of the contract, and a missing part is told by name', async () => {
  expectTypeOf<AnswerOf<'createJob'>>().toEqualTypeOf<{ job_id: string; status: JobStatus }>()
  expectTypeOf<InputOf<'getVideo'>>().toEqualTypeOf<{ readonly path: { video_id: number } }>()
  expectTypeOf<InputOf<'bulkCreateStudentsFromExcel'>>().toEqualTypeOf<{ readonly body: FormData }>()
  type Result = Extract<AnswerOf<'getJob'>, { job_type: 'excel_parsing' }>['result']
  expectTypeOf<Result>().toEqualTypeOf<ExcelParsingResult | undefined>()
  const client = new AcademyClient({ baseUrl: 'http://127.0.0.1:1', token: 't' })
  // @ts-expect-error a video cannot be read without its id
  await expect(client.call('getVideo', { path: {} })).rejects.toThrow('getVideo needs path.video_id')
})
