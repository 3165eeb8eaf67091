import { createServer } from 'node:net'
import { type Provider, startProvider } from '@academy/stack/provider'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { solapiProvider } from '../../src/messaging/adapters/solapi-provider.ts'
import type { OutgoingNotice } from '../../src/messaging/domain/notice.ts'

const credentials = { apiKey: 'NCSTESTKEY000001', apiSecret: 'test-secret-of-the-provider' }
const notice = {
  sendAs: 'sms',
  notificationId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a80',
  recipient: '01012345678',
  sender: '0212345678',
  text: '[하늘학원] 김하늘 학생이 등원했습니다.',
} satisfies OutgoingNotice
const never = new AbortController().signal
let stand: Provider

beforeEach(async () => {
  stand = await startProvider(credentials)
})
afterEach(() => stand.stop())

const send = (outgoing: OutgoingNotice = notice, signal: AbortSignal = never) =>
  solapiProvider(stand.url, credentials).send(outgoing, signal)

test("a text message arrives signed, once, and is accepted under the provider's id", async () => {
  const outcome = await send()
  const [request, ...more] = stand.requests()
  expect(more).toEqual([])
  expect(request).toMatchObject({ path: '/messages/v4/send-many/detail', signed: true })
  expect(outcome).toEqual({ kind: 'accepted', providerMessageId: request?.accepted[0] })
  expect(request?.body).toMatchObject({
    messages: [{ to: notice.recipient, from: notice.sender, text: notice.text, type: 'SMS' }],
    showMessageList: true,
  })
})

test('Alimtalk carries channel, template and variables, and no text in its place', async () => {
  const replacements = [
    { key: '학생명', value: '김하늘' },
    { key: '#{시각}', value: '17:00' },
  ]
  const { text: _text, ...rest } = notice
  const outcome = await send({ ...rest, sendAs: 'alimtalk', pfId: 'KA01PF01', templateId: 'KA01TP01', replacements })
  expect(outcome.kind).toBe('accepted')
  const variables = { '#{학생명}': '김하늘', '#{시각}': '17:00' }
  expect(stand.requests()[0]?.body).toMatchObject({
    messages: [
      {
        type: 'ATA',
        kakaoOptions: { pfId: 'KA01PF01', templateId: 'KA01TP01', variables, disableSms: true },
      },
    ],
  })
  expect(JSON.stringify(stand.requests()[0]?.body)).not.toContain('"text"')
})

test('the wrong secret is refused and certainly not sent', async () => {
  const outcome = await solapiProvider(stand.url, { ...credentials, apiSecret: 'wrong' }).send(notice, never)
  expect(outcome).toMatchObject({ kind: 'not_accepted', detail: expect.stringContaining('SignatureDoesNotMatch') })
  expect(stand.requests()).toMatchObject([{ signed: false, accepted: [] }])
})

test('P-35 the provider takes the message and the connection breaks: unknown, and no second request', async () => {
  stand.script({ drop_connection: true })
  expect((await send()).kind).toBe('unknown')
  expect(stand.requests().map(({ accepted }) => accepted.length)).toEqual([1])
})

test('P-35 the answer stays out until the cap: unknown, and no second request', async () => {
  stand.script({ hang_ms: 60_000 })
  const cap = new AbortController()
  const sending = send(notice, cap.signal)
  await expect.poll(() => stand.requests().length).toBe(1)
  cap.abort(new Error('cap'))
  expect((await sending).kind).toBe('unknown')
  expect(stand.requests()).toHaveLength(1)
})

test("503 with the provider's error body is certainly not sent; the same page from a proxy is unknown", async () => {
  stand.script({ status: 503, headers: { 'retry-after': '9' } })
  expect(await send()).toMatchObject({ kind: 'not_accepted', retryAfterSeconds: 9 })
  stand.script({ status: 503, body: '<html>Service Unavailable</html>' })
  expect((await send()).kind).toBe('unknown')
})

test('an answer cut off in its middle is unknown', async () => {
  stand.script({ headers: { 'content-length': '100000' }, body: 'cut' })
  const cap = new AbortController()
  const sending = send(notice, cap.signal)
  await expect.poll(() => stand.requests()[0]?.status).toBe(200)
  await stand.stop()
  expect((await sending).kind).toBe('unknown')
})

test('nobody listens: certainly not sent', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  const port = typeof address === 'object' ? address?.port : 0
  const outcome = await solapiProvider(`http://127.0.0.1:${port}`, credentials).send(notice, never)
  expect(outcome).toEqual({ kind: 'not_accepted', detail: 'no connection: ECONNREFUSED' })
})

test('aborted before it began: certainly not sent', async () => {
  expect((await send(notice, AbortSignal.abort())).kind).toBe('not_accepted')
  expect(stand.requests()).toEqual([])
})
