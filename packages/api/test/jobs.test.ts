import { randomUUID } from 'node:crypto'
import { channels, legacyRedisKeys, redisKeys } from '@academy/sdk/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Harness, startHarness } from './support/harness.ts'
import { endJob, importOf, roster } from './support/jobs.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const row = async (jobId: string) =>
  (await harness.admin.query('SELECT * FROM jobs WHERE job_id = $1', [jobId])).rows[0]
const sentFor = (jobId: string) => harness.sent().filter(({ body }) => body.job_id === jobId)

test('a created job is answered with 202, stands in its row and reaches the queue of its tier', async () => {
  const { id, api } = await harness.tenant('basic')
  const { status, body } = await api('createJob', importOf(id))
  expect([status, body.status]).toEqual([202, 'PENDING'])
  expect(await row(body.job_id)).toMatchObject({ tenant_id: id, tier: 'basic', channel: 'aiJobsBasic' })
  const [message, ...others] = sentFor(body.job_id)
  expect(others).toEqual([])
  expect(message?.queueUrl).toContain(channels.aiJobsBasic.queueName)
  expect(message?.groupId).toBe(id)
})

test('P-23 the first poll after the answer finds PENDING', async () => {
  const { id, api } = await harness.tenant()
  const { body } = await api('createJob', importOf(id))
  const progress = await api('getJobProgress', { path: { job_id: body.job_id } })
  expect(progress.status).toBe(200)
  expect(progress.body).toMatchObject({ job_id: body.job_id, status: 'PENDING', progress: null })
})

test('P-04 a job that was accepted while SQS is down reaches its queue afterwards', async () => {
  const { id, api } = await harness.tenant()
  const { front } = harness.servers.sqs
  front.fault({ kind: 'error', action: 'SendMessage', count: null })
  const { status, body } = await api('createJob', importOf(id))
  expect(status).toBe(202)
  front.clearFaults()
  const waiting = () => harness.admin.query('SELECT FROM outbox WHERE job_id = $1', [body.job_id])
  await vi.waitFor(async () => expect((await waiting()).rowCount).toBe(0), { timeout: 10_000 })
  expect(sentFor(body.job_id).length).toBeGreaterThan(0)
})

test('P-19 the plan comes from the tenant’s row: a request may ask for less, never for more', async () => {
  const { id, api } = await harness.tenant('basic')
  const less = await api('createJob', importOf(id, { tier: 'lite' }))
  expect(await row(less.body.job_id)).toMatchObject({ tier: 'lite', channel: 'aiJobsLite' })
  const more = await api('createJob', importOf(id, { tier: 'premium' }))
  expect([more.status, more.body.code]).toEqual([403, 'tier_too_low'])
})

test('P-19 a job type above the plan is refused before anything is stored', async () => {
  const { id, api } = await harness.tenant('lite')
  const body = { job_type: 'omr_grading', payload: { object_key: `tenants/${id}/scan.png` } }
  const answer = await api('createJob', { body })
  expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([403, 'tier_too_low', false])
  expect((await harness.admin.query('SELECT FROM jobs WHERE tenant_id = $1', [id])).rowCount).toBe(0)
})

test.each(['omr_grading', 'embedding', 'video_delete_objects', 'video_transcode', 'message_send'])(
  'no job of the type %s is created here',
  async (jobType) => {
    const { api } = await harness.tenant('premium')
    const answer = await api('createJob', { body: { job_type: jobType, payload: {} } })
    expect([answer.status, answer.body.code]).toEqual([422, 'job_type_not_available'])
  },
)

test('P-25 a payload that names another tenant’s object is refused with the field', async () => {
  const { api } = await harness.tenant()
  const { status, body } = await api('createJob', importOf('somebody-else'))
  expect([status, body.code]).toEqual([400, 'validation_failed'])
  expect(body.errors).toMatchObject([{ field: 'object_key', pointer: '/payload/object_key' }])
})

test('a payload is checked by the schema of its job type; the answer names field and rule', async () => {
  const { id, api } = await harness.tenant()
  const { object_key } = roster(id)
  const payload = { object_key, kind: 'students', password_mode: 'plain', extra: 1 }
  const { status, body } = await api('createJob', { body: { job_type: 'excel_parsing', payload } })
  expect(status).toBe(400)
  expect(body.errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        field: 'password_mode',
        pointer: '/payload/password_mode',
        contract: expect.stringMatching(/^schemas\/payloads\/excel-parsing\.json#\/properties\/password_mode\/enum$/),
      }),
      expect.objectContaining({ field: 'extra', pointer: '/payload/extra' }),
    ]),
  )
})

test('an option that does not exist yet is refused by name', async () => {
  const { id, api } = await harness.tenant()
  const payload = { ...roster(id), lecture_id: 3 }
  const { status, body } = await api('createJob', { body: { job_type: 'excel_parsing', payload } })
  expect([status, body.code]).toEqual([422, 'option_not_available'])
})

test('a job may lower its time limit, never raise it', async () => {
  const { id, api } = await harness.tenant()
  const lower = await api('createJob', importOf(id, { max_processing_seconds: 3 }))
  expect(await row(lower.body.job_id)).toMatchObject({ max_processing_seconds: 3 })
  const cap = channels.aiJobsLite.maxProcessingSeconds
  const higher = await api('createJob', importOf(id, { max_processing_seconds: cap + 1 }))
  expect([higher.status, higher.body.errors[0].field]).toEqual([400, 'max_processing_seconds'])
})

test('the same idempotency key is the same job; another payload under it is a conflict', async () => {
  const [{ id, api }, other] = [await harness.tenant(), await harness.tenant()]
  const request = { ...importOf(id), headers: { 'idempotency-key': 'spring-2026' } }
  const answers = await Promise.all([1, 2, 3].map(() => api('createJob', request)))
  expect(new Set(answers.map(({ body }) => body.job_id)).size).toBe(1)
  const conflict = await api('createJob', { ...importOf(id), headers: request.headers })
  expect([conflict.status, conflict.body.code]).toEqual([409, 'idempotency_conflict'])
  const foreign = await other.api('createJob', { ...importOf(other.id), headers: request.headers })
  expect(foreign.body.job_id).not.toBe(answers[0]?.body.job_id)
})

test('the correlation id and the trace of a request travel to answer, row and message', async () => {
  const { id, api } = await harness.tenant()
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const headers = { 'x-correlation-id': 'req-7f3a', traceparent }
  const { body, headers: answered } = await api('createJob', { ...importOf(id), headers })
  expect(answered.get('x-correlation-id')).toBe('req-7f3a')
  expect(await row(body.job_id)).toMatchObject({ correlation_id: 'req-7f3a', traceparent })
  expect(sentFor(body.job_id)[0]?.body).toMatchObject({ correlation_id: 'req-7f3a', traceparent })
})

test('a malformed trace is ignored, a malformed correlation id is refused', async () => {
  const { id, api } = await harness.tenant()
  const lenient = await api('createJob', { ...importOf(id), headers: { traceparent: 'nonsense' } })
  expect(await row(lenient.body.job_id)).toMatchObject({ traceparent: null })
  const strict = await api('createJob', { ...importOf(id), headers: { 'x-correlation-id': 'two words' } })
  expect([strict.status, strict.body.errors[0].pointer]).toEqual([400, '/header/x-correlation-id'])
})

test('P-18 the detail shows the result document that the worker stored', async () => {
  const { id, api } = await harness.tenant()
  const { body } = await api('createJob', importOf(id))
  const result = { total: 1, created: 1, restored: 0, duplicates: 0, failed: [], processed_by: 'worker' }
  await harness.admin.query('INSERT INTO job_results (job_id, tenant_id, result) VALUES ($1, $2, $3)', [
    body.job_id,
    id,
    result,
  ])
  await endJob(harness.admin, body.job_id, 'DONE')
  const detail = await api('getJob', { path: { job_id: body.job_id } })
  expect(detail.body).toMatchObject({ status: 'DONE', job_type: 'excel_parsing', result })
})

test('only the detail endpoint says that a job does not exist; progress says when to ask again and where', async () => {
  const { api } = await harness.tenant()
  const path = { job_id: randomUUID() }
  const detail = await api('getJob', { path })
  expect([detail.status, detail.body.code]).toEqual([404, 'job_not_found'])
  const progress = await api('getJobProgress', { path })
  expect([progress.status, progress.body.code, progress.body.retryable]).toEqual([404, 'progress_not_found', true])
  expect(progress.body.detail_url).toBe(`/api/v1/jobs/${path.job_id}/`)
  expect(Number(progress.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(progress.headers.get('link')).toContain(`</api/v1/jobs/${path.job_id}/>`)
})

test('progress of an older claim is not shown beside the status of a newer one', async () => {
  const { id, api } = await harness.tenant()
  const { body } = await api('createJob', importOf(id))
  const job = { tenantId: id, jobId: body.job_id, jobType: 'excel_parsing' as const, attempt: 1, createdAt: new Date() }
  const step = { step: 'parsing', step_index: 2, step_total: 4, step_name: '읽는 중', step_percent: 50, percent: 32 }
  await harness.progress.status({ ...job, fence: 1 }, { status: 'RUNNING' })
  await harness.progress.progress({ ...job, fence: 1 }, { ...step, seq: 4 })
  const running = await api('getJobProgress', { path: { job_id: body.job_id } })
  expect(running.body).toMatchObject({ status: 'RUNNING', progress: { percent: 32, seq: 4 } })
  await harness.progress.status({ ...job, fence: 2 }, { status: 'RETRYING' })
  const retrying = await api('getJobProgress', { path: { job_id: body.job_id } })
  expect(retrying.body).toMatchObject({ status: 'RETRYING', progress: null })
})

test('M4 progress of the old system is shown to the tenant that it names, and to no other', async () => {
  const [mine, theirs] = [await harness.tenant(), await harness.tenant()]
  const path = { job_id: randomUUID() }
  const old = { tenant_id: mine.id, step: 'parsing', percent: 30, updated_at: '2026-03-02T00:00:00.000Z' }
  await harness.redis.set(legacyRedisKeys.jobProgress(path.job_id), JSON.stringify(old))
  expect((await theirs.api('getJobProgress', { path })).status).toBe(404)
  const shown = await mine.api('getJobProgress', { path })
  expect(shown.body).toMatchObject({ status: 'RUNNING', progress: { step: 'parsing', percent: 30 } })
})

test('cancelling ends a waiting job, shows it in Redis, and can be repeated; a finished job stays', async () => {
  const { id, api } = await harness.tenant()
  const { body } = await api('createJob', importOf(id))
  const path = { job_id: body.job_id }
  for (const attempt of [1, 2]) {
    const answer = await api('cancelJob', { path })
    expect([attempt, answer.status, answer.body.status]).toEqual([attempt, 200, 'CANCELLED'])
  }
  expect((await api('getJobProgress', { path })).body.status).toBe('CANCELLED')
  expect(await harness.redis.ttl(redisKeys.jobStatus(id, body.job_id))).toBe(-1)

  const done = await api('createJob', importOf(id))
  await endJob(harness.admin, done.body.job_id, 'DONE')
  const late = await api('cancelJob', { path: { job_id: done.body.job_id } })
  expect([late.status, late.body.code]).toEqual([409, 'job_not_cancellable'])
})

test('a failed job is retried as a new one, a dead one under its own id, a waiting one not at all', async () => {
  const { id, api } = await harness.tenant()
  const failed = (await api('createJob', importOf(id))).body.job_id
  await endJob(harness.admin, failed, 'FAILED', 'unexpected_error')
  const retried = await api('retryJob', { path: { job_id: failed } })
  expect(retried.status).toBe(202)
  const detail = await api('getJob', { path: { job_id: retried.body.job_id } })
  expect(detail.body).toMatchObject({ status: 'PENDING', retry_of: failed })

  const dead = (await api('createJob', importOf(id))).body.job_id
  await endJob(harness.admin, dead, 'DEAD', 'attempts_exhausted')
  const redriven = await api('retryJob', { path: { job_id: dead } })
  expect(redriven.body).toEqual({ job_id: dead, status: 'PENDING' })
  expect((await api('getJobProgress', { path: { job_id: dead } })).body.status).toBe('PENDING')

  const waiting = await api('retryJob', { path: { job_id: dead } })
  expect([waiting.status, waiting.body.code]).toEqual([409, 'job_not_retryable'])
})

test('P-26 a retry runs under the plan of today', async () => {
  const { id, api } = await harness.tenant('premium')
  const { body } = await api('createJob', importOf(id))
  await endJob(harness.admin, body.job_id, 'FAILED', 'unexpected_error')
  await harness.admin.query(`UPDATE tenants SET tier = 'lite' WHERE tenant_id = $1`, [id])
  const answer = await api('retryJob', { path: { job_id: body.job_id } })
  expect([answer.status, answer.body.code]).toEqual([403, 'tier_too_low'])
})

test('the list shows every job once, newest first, page by page and by state', async () => {
  const { id, api } = await harness.tenant()
  const created: string[] = []
  for (let i = 0; i < 5; i += 1) created.unshift((await api('createJob', importOf(id))).body.job_id)
  await api('cancelJob', { path: { job_id: created[1] as string } })

  const seen: string[] = []
  let cursor: string | null = null
  do {
    const query: Record<string, string | number> = { limit: 2, ...(cursor !== null && { cursor }) }
    const { body } = await api('listJobs', { query })
    seen.push(...body.items.map(({ job_id }: { job_id: string }) => job_id))
    cursor = body.next_cursor
  } while (cursor !== null)
  expect(seen).toEqual(created)
  const cancelled = await api('listJobs', { query: { status: 'CANCELLED' } })
  expect(cancelled.body.items.map(({ job_id }: { job_id: string }) => job_id)).toEqual([created[1]])
})

test.each([{ limit: 0 }, { limit: 'many' }, { status: 'SLEEPING' }, { cursor: 'bm9wZQ' }, { cursor: 'not base64!' }])(
  'a list refuses the query %j',
  async (query) => {
    const { api } = await harness.tenant()
    const { status, body } = await api('listJobs', { query: query as Record<string, string | number> })
    expect([status, body.code]).toEqual([400, 'validation_failed'])
    expect(body.errors[0].pointer).toBe(`/query/${Object.keys(query)[0]}`)
  },
)
