import { expect, test } from 'vitest'
import { outcomeOf } from '../../src/messaging/adapters/solapi-answers.ts'

const answered = (status: number, body: unknown, retryAfter?: string) =>
  outcomeOf({
    kind: 'answered',
    status,
    retryAfter,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const error = (errorCode: string) => ({ errorCode, errorMessage: `to 01012345678: ${errorCode}` })
const registered = {
  failedMessageList: [],
  groupInfo: { groupId: 'G4V1', count: { total: 1, registeredSuccess: 1, registeredFailed: 0 } },
  messageList: [{ messageId: 'M4V1', statusCode: '2000' }],
}
const refused = (statusCode: string) => ({
  failedMessageList: [{ messageId: 'M4V1', statusCode, to: '01012345678' }],
  groupInfo: { groupId: 'G4V1', count: { total: 1, registeredSuccess: 0, registeredFailed: 1 } },
})

test("a registered message is accepted under its own id, or the group's where none is listed", () => {
  expect(answered(200, registered)).toEqual({ kind: 'accepted', providerMessageId: 'M4V1' })
  const { messageList: _none, ...unlisted } = registered
  expect(answered(200, unlisted)).toEqual({ kind: 'accepted', providerMessageId: 'G4V1' })
})

test.each([
  ['1010', { kind: 'rejected', reason: 'provider_rejected' }],
  ['1062', { kind: 'rejected', reason: 'provider_rejected' }],
  ['1029', { kind: 'rejected', reason: 'text_not_encodable' }],
  ['1031', { kind: 'rejected', reason: 'message_too_long' }],
  ['1024', { kind: 'not_accepted' }],
  ['1030', { kind: 'not_accepted' }],
])('200 with registration code %s is no success', (code, outcome) => {
  expect(answered(200, refused(code))).toMatchObject(outcome)
  const listedOnly = { ...registered, messageList: [{ messageId: 'M4V1', statusCode: code }] }
  expect(answered(200, listedOnly)).toMatchObject(outcome)
})

test.each<[string, number, unknown, string]>([
  ['200 without a body', 200, '', 'unknown'],
  ['200 with a page', 200, '<html>', 'unknown'],
  ['200 that counts nothing', 200, { failedMessageList: [] }, 'unknown'],
  ['200 with an id but no registration', 200, { ...registered, groupInfo: { count: {} } }, 'unknown'],
  ['503 of the provider', 503, error('ServiceUnavailable'), 'not_accepted'],
  ['429 of the provider', 429, error('TooManyRequests'), 'not_accepted'],
  ['503 of somebody between', 503, '<html>503</html>', 'unknown'],
  ['429 of somebody between', 429, '', 'unknown'],
  ['500', 500, error('InternalError'), 'unknown'],
  ['502', 502, '', 'unknown'],
  ['504', 504, error('Timeout'), 'unknown'],
  ['408', 408, error('RequestTimeout'), 'unknown'],
  ['409', 409, error('Conflict'), 'unknown'],
  ['302', 302, '', 'not_accepted'],
  ['303', 303, '', 'unknown'],
  ['400', 400, error('ValidationError'), 'rejected'],
  ['403 for our signature', 403, error('SignatureDoesNotMatch'), 'not_accepted'],
  ['403 for our clock', 403, error('RequestTimeTooSkewed'), 'not_accepted'],
  ['403 otherwise', 403, error('Forbidden'), 'rejected'],
  ['404', 404, '', 'rejected'],
  ['402 for an empty account', 402, error('NotEnoughBalance'), 'not_accepted'],
])('%s', (_what, status, body, kind) => {
  expect(answered(status, body).kind).toBe(kind)
})

test('Retry-After is passed on where the answer is certain', () => {
  expect(answered(503, error('ServiceUnavailable'), '17')).toMatchObject({ retryAfterSeconds: 17 })
  expect(answered(503, error('ServiceUnavailable'), 'soon')).not.toHaveProperty('retryAfterSeconds')
})

test('what the provider quotes does not reach our words', () => {
  for (const body of [error('ValidationError'), error('010-1234 5678 <b>')]) {
    expect(JSON.stringify(answered(400, body))).not.toContain('01012345678')
  }
  expect(JSON.stringify(answered(200, refused('1062')))).not.toContain('01012345678')
})

test('before the connection nothing can have arrived, after it anything can', () => {
  expect(outcomeOf({ kind: 'not_connected', error: 'ECONNREFUSED' }).kind).toBe('not_accepted')
  expect(outcomeOf({ kind: 'broken', error: 'ECONNRESET' }).kind).toBe('unknown')
})
