import { expect, test } from 'vitest'
import {
  bulkImports,
  channelFor,
  channels,
  errorCodes,
  fleets,
  jobTypes,
  outboxPolicy,
  polling,
  redisPolicy,
  retry,
  steps,
  type Tier,
  tiers,
  validate,
  validatePayload,
  validateResult,
} from '../../src/contract/index.ts'

test('P-08 leases end before visibility, in every channel', () => {
  for (const policy of Object.values(channels)) {
    expect(policy.leaseSeconds + policy.marginSeconds, policy.channel).toBe(policy.visibilityTimeoutSeconds)
    expect(policy.renewEverySeconds * 3, policy.channel).toBeLessThanOrEqual(policy.leaseSeconds)
  }
})

test('P-20 every channel belongs to its fleet, every fleet lists its channels', () => {
  for (const fleet of Object.values(fleets)) {
    const own = Object.values(channels).filter((policy) => policy.fleet === fleet.fleet)
    expect(fleet.channels).toEqual(own.map(({ channel }) => channel))
  }
})

test.each<[Tier, string]>([
  ['lite', 'aiJobsLite'],
  ['basic', 'aiJobsBasic'],
  ['premium', 'aiJobsPremium'],
])('AI work of the plan %s goes to %s', (tier, channel) => {
  expect(channelFor('excel_parsing', tier)).toBe(channel)
})

test.each(tiers)('videos and messages of the plan %s have one queue each', (tier) => {
  expect(channelFor('video_transcode', tier)).toBe('videoJobs')
  expect(channelFor('message_send', tier)).toBe('messagingJobs')
})

test('P-17 each job type has its validators', () => {
  for (const jobType of Object.keys(jobTypes) as (keyof typeof jobTypes)[]) {
    expect(validatePayload[jobType]({}), jobType).not.toEqual([])
    expect(validateResult[jobType]({}), jobType).not.toEqual([])
  }
})

test('P-22 each job type with a worker has steps that end at 100', () => {
  for (const { jobType, available } of Object.values(jobTypes)) {
    if (available)
      expect(steps[jobType]?.at(-1), jobType).toMatchObject({ name: 'done', percent: [expect.any(Number), 100] })
  }
})

test('words that mean no limit are null', () => {
  expect(redisPolicy.finishedTtlSeconds).toBeNull()
  expect(fleets.messaging.idleStopEmptyPolls).toBeNull()
  expect(polling.at(-1)?.untilSeconds).toBeNull()
})

test('P-24 PENDING lives as long as the queue keeps the message', () => {
  expect(redisPolicy.pendingTtlSeconds).toBe(channels.aiJobsLite.retentionSeconds)
})

test('the schedule of retries and of the relay is there', () => {
  expect(retry.capSeconds).toBeGreaterThan(retry.baseSeconds)
  expect(outboxPolicy.relayBatchRows).toBeGreaterThan(0)
})

test('P-42 the match key of the student import begins with the tenant', () => {
  expect(bulkImports.students.matchKey[0]).toBe(bulkImports.students.tenantColumn)
})

test('each error code says what happened and what to do', () => {
  for (const [code, facts] of Object.entries(errorCodes)) {
    expect(validate.errorCode(code)).toEqual([])
    expect(facts).toMatchObject({ code, title: expect.stringMatching(/./), action: expect.stringMatching(/./) })
  }
  expect(validate.errorCode('no_such_code')).not.toEqual([])
})
