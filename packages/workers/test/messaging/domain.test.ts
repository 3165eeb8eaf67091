import { describe, expect, test } from 'vitest'
import { maskNumber } from '../../src/messaging/domain/mask.ts'
import { nextMove } from '../../src/messaging/domain/next-move.ts'
import type { NoticeStatus } from '../../src/messaging/domain/notice.ts'
import { quotaObstacle } from '../../src/messaging/domain/quota.ts'
import { sendAs } from '../../src/messaging/domain/send-as.ts'
import { countsAgainstQuota, settle } from '../../src/messaging/domain/settlement.ts'

test.each<[NoticeStatus, string]>([
  ['queued', 'send'],
  ['retryable_failed', 'send'],
  ['failed', 'send'],
  ['sent', 'already_sent'],
  ['sending', 'ambiguous'],
  ['ambiguous', 'ambiguous'],
])('P-35 a notice found %s: %s', (status, move) => {
  expect(nextMove({ status })).toBe(move)
})

describe('P-35 where a notice goes when its job was not done', () => {
  test.each<[NoticeStatus, 'RETRYING' | 'FAILED' | 'DEAD', string, NoticeStatus]>([
    ['sending', 'FAILED', 'provider_rejected', 'failed'],
    ['sending', 'FAILED', 'message_too_long', 'failed'],
    ['sending', 'FAILED', 'text_not_encodable', 'failed'],
    ['sending', 'RETRYING', 'provider_unavailable', 'retryable_failed'],
    ['sending', 'DEAD', 'provider_unavailable', 'retryable_failed'],
    ['sending', 'FAILED', 'provider_result_ambiguous', 'ambiguous'],
    // Whatever was not foreseen ends where nothing is sent again by itself.
    ['sending', 'FAILED', 'inference_timeout', 'ambiguous'],
    ['sending', 'RETRYING', 'unexpected_error', 'ambiguous'],
    ['sending', 'DEAD', 'crash_loop', 'ambiguous'],
    ['queued', 'RETRYING', 'quota_exceeded', 'queued'],
    ['queued', 'DEAD', 'quota_exceeded', 'retryable_failed'],
    ['queued', 'FAILED', 'tenant_on_hold', 'failed'],
    ['retryable_failed', 'FAILED', 'recipient_denied', 'failed'],
    ['retryable_failed', 'RETRYING', 'database_unavailable', 'retryable_failed'],
    ['failed', 'DEAD', 'quota_exceeded', 'retryable_failed'],
    ['sent', 'FAILED', 'unexpected_error', 'sent'],
    ['ambiguous', 'RETRYING', 'provider_unavailable', 'ambiguous'],
  ])('%s, job %s with %s: %s', (status, jobStatus, errorCode, next) => {
    expect(settle(status, { status: jobStatus, errorCode, ownCall: true })).toBe(next)
  })

  test('an error code of another attempt says nothing about the call: ambiguous', () => {
    const end = { status: 'DEAD', errorCode: 'provider_unavailable', ownCall: false } as const
    expect(settle('sending', end)).toBe('ambiguous')
    expect(settle('queued', end)).toBe('retryable_failed')
  })
})

test('quotas count what the provider has or may have', () => {
  const all: NoticeStatus[] = ['queued', 'sending', 'sent', 'failed', 'retryable_failed', 'ambiguous']
  expect(all.filter(countsAgainstQuota)).toEqual(['sending', 'sent', 'ambiguous'])
})

test('a quota stands in the way when it is reached, not before, and says when to come back', () => {
  const limits = { tenantPerHour: 3, providerPerDay: 5 }
  const use = (hour: number, day: number) => ({
    tenantHour: { used: hour, freeInSeconds: 12.3 },
    providerDay: { used: day, freeInSeconds: 3600 },
  })
  expect(quotaObstacle(use(2, 4), limits)).toBeNull()
  expect(quotaObstacle(use(3, 4), limits)).toEqual({ which: 'tenant_hour', retryAfterSeconds: 13 })
  expect(quotaObstacle(use(2, 5), limits)).toEqual({ which: 'provider_day', retryAfterSeconds: 3600 })
  expect(quotaObstacle(use(3, 5), limits)).toEqual({ which: 'provider_day', retryAfterSeconds: 3600 })
  const now = { tenantHour: { used: 3, freeInSeconds: -1 }, providerDay: { used: 0, freeInSeconds: 1 } }
  expect(quotaObstacle(now, limits)?.retryAfterSeconds).toBe(1)
})

test('only an sms changes its channel, and only above the limit', () => {
  expect(sendAs('sms', 90, 90)).toBe('sms')
  expect(sendAs('sms', 91, 90)).toBe('lms')
  expect(sendAs('lms', 10, 90)).toBe('lms')
  expect(sendAs('alimtalk', 500, 90)).toBe('alimtalk')
})

test('numbers are masked', () => {
  expect(maskNumber('01012345678')).toBe('010******78')
  expect(maskNumber('12345')).toBe('*****')
})
