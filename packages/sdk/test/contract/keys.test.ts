import { describe, expect, test } from 'vitest'
import {
  isObjectKeyOf,
  legacyRedisKeys,
  objectKeys,
  objectPrefixes,
  redisKeys,
  tenantId,
} from '../../src/contract/index.ts'

const tenant = tenantId('haneul-academy')
const job = '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a69'

describe('redis keys', () => {
  test('have the form that clients read (M4)', () => {
    expect(redisKeys.jobStatus(tenant, job)).toBe(`tenant:haneul-academy:job:${job}:status`)
    expect(redisKeys.jobProgress(tenant, job)).toBe(`tenant:haneul-academy:job:${job}:progress`)
    expect(redisKeys.videoStatus(tenant, 41)).toBe('tenant:haneul-academy:video:41:status')
    expect(redisKeys.videoProgress(tenant, 41)).toBe('tenant:haneul-academy:video:41:progress')
  })

  test('P-25 cannot be built without a tenant: a type error', () => {
    // @ts-expect-error a key needs its tenant
    expect(() => redisKeys.jobStatus(job)).toThrow(TypeError)
    // @ts-expect-error a plain string is no checked tenant
    expect(redisKeys.jobStatus('haneul-academy', job)).toContain('tenant:')
    // @ts-expect-error a video is named by its number
    expect(redisKeys.videoStatus(tenant, '41')).toContain('video:41')
  })

  test.each(['', 'a:b', 'a b', '*', 'a{b}', '../x'])('P-25 the part %j cannot reach another key', (part) => {
    expect(() => redisKeys.jobStatus(tenant, part)).toThrow(TypeError)
  })

  test('of the time before tenants are known', () => {
    expect(legacyRedisKeys.jobProgress(job)).toBe(`job:${job}:progress`)
    expect(legacyRedisKeys.videoProgress(41)).toBe('job:video:41:progress')
  })
})

describe('tenantId', () => {
  test.each(['a', '1', 'haneul-academy', 'a'.repeat(63)])('takes %s', (value) => {
    expect(tenantId(value)).toBe(value)
  })

  test.each(['', '-a', 'A', 'a_b', 'a:b', 'a/b', 'a\n', 'a'.repeat(64), undefined, null, 7, ['a']])(
    'refuses %j',
    (value) => {
      expect(() => tenantId(value as string)).toThrow(/^\[contract_violation\]/)
    },
  )
})

describe('object keys', () => {
  test('lie under the prefix of their tenant', () => {
    const keys = [
      objectKeys.rosterSource({ tenantId: tenant, uuid: job }),
      objectKeys.videoSource({ tenantId: tenant, sessionId: 12, uuid: job, ext: 'mp4' }),
      objectKeys.videoOutput({ tenantId: tenant, videoId: 41 }),
      objectKeys.videoStaging({ tenantId: tenant, videoId: 41, jobId: job }),
    ]
    expect(keys).toEqual([
      `excel/haneul-academy/${job}.xlsx`,
      `tenants/haneul-academy/video/raw/12/${job}.mp4`,
      'tenants/haneul-academy/video/hls/41/',
      `tenants/haneul-academy/video/hls/41/_tmp/${job}/`,
    ])
    for (const key of keys) expect(isObjectKeyOf(tenant, key), key).toBe(true)
  })

  test.each(['', '..', '.', 'a/b', '../x', 'a\\b', 'a b'])('the part %j cannot reach another folder', (part) => {
    expect(() => objectKeys.rosterSource({ tenantId: tenant, uuid: part })).toThrow(TypeError)
  })

  test.each([
    'tenants/haneul/video/raw/1/a.mp4',
    'excel/other/a.xlsx',
    'tenants/haneul-academy/../other/a',
    'tenants/haneul-academy',
    'haneul-academy/a',
    '',
    'tenants/haneul-academy/',
    'tenants/haneul-academy/./a',
  ])('P-25 %j is not under the prefix of haneul-academy', (key) => {
    expect(isObjectKeyOf(tenant, key)).toBe(false)
  })

  test('the prefixes end with a slash', () => {
    expect(objectPrefixes(tenant)).toEqual(['excel/haneul-academy/', 'tenants/haneul-academy/'])
  })
})
