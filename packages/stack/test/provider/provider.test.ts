import { createHmac, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eucKrBytes } from '../../src/provider/euc-kr.ts'
import { type Provider, startProvider } from '../../src/provider/index.ts'

const apiKey = 'NCSTESTKEY000001'
const apiSecret = 'test-secret-of-the-provider'
const path = '/messages/v4/send-many/detail'
let provider: Provider

beforeEach(async () => {
  provider = await startProvider({ apiKey, apiSecret })
})
afterEach(() => provider.stop())

function authorization({ key = apiKey, secret = apiSecret, date = new Date().toISOString(), salt = '' } = {}): string {
  const grain = salt || randomBytes(16).toString('hex')
  const signature = createHmac('sha256', secret)
    .update(date + grain)
    .digest('hex')
  return `HMAC-SHA256 apiKey=${key}, date=${date}, salt=${grain}, signature=${signature}`
}

const sms = { to: '01012345678', from: '0212345678', text: '내일 수업은 휴강입니다.', type: 'SMS' }

interface Answer {
  errorCode?: string
  failedMessageList: unknown[]
  messageList: { messageId: string; statusCode: string }[]
}

async function send(messages: unknown[], header = authorization()): Promise<{ status: number; body: Answer }> {
  const response = await fetch(provider.url + path, {
    method: 'POST',
    headers: { authorization: header, 'content-type': 'application/json' },
    body: JSON.stringify({ messages, showMessageList: true }),
  })
  return { status: response.status, body: (await response.json()) as Answer }
}

const script = (rule: unknown) =>
  fetch(`${provider.url}/_provider/script`, { method: 'POST', body: JSON.stringify(rule) })

test("a signed request is taken, answered in the provider's format and recorded", async () => {
  const { status, body } = await send([sms])
  expect(status).toBe(200)
  expect(body).toMatchObject({
    failedMessageList: [],
    groupInfo: { count: { total: 1, registeredSuccess: 1, registeredFailed: 0 } },
    messageList: [{ statusCode: '2000' }],
  })
  const lines = (await (await fetch(provider.logUrl)).text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { seq: 1, path, signed: true, reason: null, status: 200, accepted: [body.messageList[0]?.messageId] },
  ])
  expect(lines[0].body.messages).toEqual([sms])
})

test.each([
  ['no header', '', 'Unauthorized'],
  ['another key', authorization({ key: 'OTHER' }), 'InvalidAPIKey'],
  ['another secret', authorization({ secret: 'other' }), 'SignatureDoesNotMatch'],
  [
    'a date 16 minutes old',
    authorization({ date: new Date(Date.now() - 16 * 60_000).toISOString() }),
    'RequestTimeTooSkewed',
  ],
  ['a date that is none', authorization({ date: 'yesterday' }), 'RequestTimeTooSkewed'],
  ['a salt of 11 bytes', authorization({ salt: '0123456789a' }), 'InvalidSalt'],
])('a request with %s is refused and recorded', async (_what, header, reason) => {
  const { status, body } = await send([sms], header)
  expect([status, body.errorCode]).toEqual([403, reason])
  expect(provider.requests()).toMatchObject([{ signed: false, reason, accepted: [], status: 403 }])
})

test('a signature is good once', async () => {
  const header = authorization()
  expect((await send([sms], header)).status).toBe(200)
  expect((await send([sms], header)).body.errorCode).toBe('DuplicatedSignature')
})

test('the bytes of EUC-KR: ASCII one, Hangul two, and none for what has no place there', () => {
  expect(eucKrBytes('abc 123')).toBe(7)
  expect(eucKrBytes('가나다')).toBe(6)
  expect(eucKrBytes('한글 ABC')).toBe(8)
  expect(eucKrBytes('😀')).toBeNull()
  expect(eucKrBytes('뷁')).toBeNull()
})

test.each([
  ['SMS of 90 bytes', { ...sms, text: '가'.repeat(45) }, '2000'],
  ['SMS of 91 bytes', { ...sms, text: `${'가'.repeat(45)}a` }, '1031'],
  ['LMS of 91 bytes', { ...sms, type: 'LMS', text: `${'가'.repeat(45)}a` }, '2000'],
  ['an emoji', { ...sms, text: '😀' }, '1029'],
  ['no recipient', { ...sms, to: '' }, '1010'],
  ['letters as recipient', { ...sms, to: '010-1234-5678' }, '1011'],
  ['Alimtalk without template', { to: sms.to, type: 'ATA', kakaoOptions: { pfId: 'PF01' } }, '1042'],
  ['Alimtalk', { to: sms.to, type: 'ATA', kakaoOptions: { pfId: 'PF01', templateId: 'T1' } }, '2000'],
])('%s is registered with its code', async (_what, message, statusCode) => {
  const { status, body } = await send([message])
  expect(status).toBe(200)
  expect(body.messageList[0]?.statusCode).toBe(statusCode)
  expect(body.failedMessageList).toHaveLength(statusCode === '2000' ? 0 : 1)
  expect(provider.requests()[0]?.accepted).toHaveLength(statusCode === '2000' ? 1 : 0)
})

test('a scripted status applies to its recipient, as often as asked, and takes nothing', async () => {
  await script({ match: { to: '01099990000' }, status: 503, times: 2 })
  expect((await send([sms])).status).toBe(200)
  const other = { ...sms, to: '01099990000' }
  expect((await send([other])).status).toBe(503)
  expect((await send([other])).body.errorCode).toBe('ServiceUnavailable')
  expect((await send([other])).status).toBe(200)
  expect(provider.requests().map(({ accepted }) => accepted.length)).toEqual([1, 0, 0, 1])
})

test('a dropped connection may have taken the message, and the record says so', async () => {
  await script({ drop_connection: true })
  await expect(send([sms])).rejects.toThrow()
  await script({ drop_connection: true, accept: false })
  await expect(send([sms])).rejects.toThrow()
  expect(provider.requests()).toMatchObject([
    { accepted: [expect.any(String)], status: null, reason: 'connection dropped' },
    { accepted: [], status: null, reason: 'connection dropped' },
  ])
})

test('an answer can be late, an error can come after the message was taken', async () => {
  await script({ hang_ms: 60 })
  const began = performance.now()
  expect((await send([sms])).status).toBe(200)
  expect(performance.now() - began).toBeGreaterThanOrEqual(55)
  await script({ status: 500, accept: true })
  expect((await send([sms])).status).toBe(500)
  expect(provider.requests()[1]?.accepted).toHaveLength(1)
})

test('unknown paths, bodies and script fields are refused aloud', async () => {
  const headers = { authorization: authorization(), 'content-type': 'application/json' }
  expect((await fetch(`${provider.url}/messages/v4/nowhere`, { headers })).status).toBe(404)
  const bad = await fetch(provider.url + path, {
    method: 'POST',
    headers: { authorization: authorization() },
    body: 'not json',
  })
  expect(bad.status).toBe(400)
  expect(provider.requests().map(({ reason }) => reason)).toEqual(['ResourceNotFound', 'ValidationError'])
  expect((await script({ stauts: 503 })).status).toBe(400)
  expect((await script({ status: 503, times: 0 })).status).toBe(400)
  expect((await fetch(`${provider.url}/_provider/nothing`)).status).toBe(404)
})
