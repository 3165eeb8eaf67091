import { channels } from '@academy/sdk/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, startHarness } from './support/harness.ts'
import { endJob } from './support/jobs.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const notice = {
  channel: 'sms',
  to: '01012345678',
  text: '[하늘학원] 김하늘 학생이 등원했습니다.',
  sender: '0212345678',
  business_idempotency_key: 'attendance:2026-03-02:student:77',
  origin_type: 'attendance',
  origin_id: '77',
}
const count = async (table: string, tenant: string) =>
  (await harness.admin.query(`SELECT FROM ${table} WHERE tenant_id = $1`, [tenant])).rowCount

test('a notice, its job and its message carry the same numbers', async () => {
  const { id, api } = await harness.tenant()
  const { status, body } = await api('sendMessage', { body: notice })
  expect([status, body.status]).toEqual([202, 'queued'])
  const [message] = harness.sent().filter(({ body: sent }) => sent.job_id === body.job_id)
  expect(message?.queueUrl).toContain(channels.messagingJobs.queueName)
  expect(message?.body).toMatchObject({ tenant_id: id, notification_id: body.notification_id, ...notice })
  const log = await api('listMessages')
  expect(log.body.items).toMatchObject([{ ...notice, notification_id: body.notification_id, status: 'queued' }])
})

test('P-35 ten requests with one business key are one notice and one job', async () => {
  const { id, api } = await harness.tenant()
  const answers = await Promise.all(Array.from({ length: 10 }, () => api('sendMessage', { body: notice })))
  expect(new Set(answers.map(({ body }) => `${body.notification_id} ${body.job_id}`)).size).toBe(1)
  expect([await count('notifications', id), await count('jobs', id)]).toEqual([1, 1])
})

test('P-35 another text under the same key is a conflict, not a second notice', async () => {
  const { id, api } = await harness.tenant()
  await api('sendMessage', { body: notice })
  const answer = await api('sendMessage', { body: { ...notice, text: '다른 내용' } })
  expect([answer.status, answer.body.code]).toEqual([409, 'idempotency_conflict'])
  expect(await count('notifications', id)).toBe(1)
})

test('P-37 neither a denied recipient nor a tenant on hold gets as far as a row', async () => {
  const [denied, held] = [await harness.tenant(), await harness.tenant()]
  await harness.admin.query('INSERT INTO messaging_deny_list (tenant_id, recipient) VALUES ($1, $2)', [
    denied.id,
    notice.to,
  ])
  await harness.admin.query('UPDATE tenants SET messaging_hold = true WHERE tenant_id = $1', [held.id])
  expect((await denied.api('sendMessage', { body: notice })).body.code).toBe('recipient_denied')
  expect((await held.api('sendMessage', { body: notice })).body.code).toBe('tenant_on_hold')
  for (const { id } of [denied, held]) {
    expect([await count('notifications', id), await count('jobs', id)]).toEqual([0, 0])
  }
})

test('a failed notice goes out again with a new job; an ambiguous one does not', async () => {
  const { api } = await harness.tenant()
  const { body } = await api('sendMessage', { body: notice })
  await endJob(harness.admin, body.job_id, 'FAILED', 'provider_rejected')
  const move = (status: string) =>
    harness.admin.query('UPDATE notifications SET status = $2 WHERE notification_id = $1', [
      body.notification_id,
      status,
    ])
  await move('ambiguous')
  const refused = await api('retryJob', { path: { job_id: body.job_id } })
  expect([refused.status, refused.body.code]).toEqual([409, 'job_not_retryable'])
  await move('failed')
  const retried = await api('retryJob', { path: { job_id: body.job_id } })
  expect(retried.status).toBe(202)
  const log = await api('listMessages')
  expect(log.body.items).toMatchObject([{ status: 'queued', job_id: retried.body.job_id }])
  const twice = await api('retryJob', { path: { job_id: body.job_id } })
  expect([twice.status, twice.body.code]).toEqual([409, 'job_not_retryable'])
})

test('cancelling settles the notice: nothing was sent, or nobody knows', async () => {
  const { api } = await harness.tenant()
  const outcomes: string[] = []
  for (const [key, sending] of [
    ['a', false],
    ['b', true],
  ] as const) {
    const { body } = await api('sendMessage', { body: { ...notice, business_idempotency_key: key } })
    if (sending) {
      await harness.admin.query(
        `UPDATE notifications SET status = 'sending', sending_fence = 1 WHERE notification_id = $1`,
        [body.notification_id],
      )
    }
    await api('cancelJob', { path: { job_id: body.job_id } })
    const log = await api('listMessages')
    outcomes.push(log.body.items.find((item: { job_id: string }) => item.job_id === body.job_id).status)
  }
  expect(outcomes).toEqual(['failed', 'ambiguous'])
})

test('the log shows every notice once, newest first, page by page, however close they are', async () => {
  const { id, api } = await harness.tenant()
  const created: string[] = []
  for (let i = 0; i < 5; i += 1) {
    const { body } = await api('sendMessage', { body: { ...notice, business_idempotency_key: `notice-${i}` } })
    created.unshift(body.notification_id)
    await harness.admin.query(
      `UPDATE notifications SET created_at = '2026-03-02T00:00:00Z'::timestamptz + make_interval(secs => $2)
       WHERE tenant_id = $3 AND notification_id = $1`,
      [body.notification_id, i / 1_000_000, id],
    )
  }
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await api('listMessages', { query: { limit: 2, ...(cursor !== null && { cursor }) } })
    seen.push(...body.items.map((item: { notification_id: string }) => item.notification_id))
    cursor = body.next_cursor
  } while (cursor !== null)
  expect(seen).toEqual(created)
  expect((await api('listMessages', { query: { status: 'sent' } })).body.items).toEqual([])
})

test.each([
  [{ to: '010-1234-5678' }, 'to'],
  [{ channel: 'fax' }, 'channel'],
  [{ text: '' }, 'text'],
  [{ business_idempotency_key: undefined }, 'business_idempotency_key'],
])('the notice %j is refused with its field', async (wrong, field) => {
  const { api } = await harness.tenant()
  const { status, body } = await api('sendMessage', { body: { ...notice, ...wrong } })
  expect([status, body.errors[0].field]).toEqual([400, field])
})
