import { AmbiguousError, FenceLostError, JobAborted } from '@academy/sdk/errors'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MessagingWorld } from './world.ts'

let world: MessagingWorld

beforeAll(async () => {
  world = await MessagingWorld.open()
})
afterAll(() => world?.close())
beforeEach(() => world.fresh())
afterEach(() => world.noLeaks())

const text = '[하늘학원] 김하늘 학생이 등원했습니다.'

test('a notice is sent once, with its evidence in the row', async () => {
  const notice = await world.notice({ text })
  const run = await world.claim(notice)
  const done = await run.handle()
  await run.complete(done)
  expect(done.result).toMatchObject({ channel: 'sms', sent_as: 'sms' })
  const [request, ...more] = world.requests()
  expect(more).toEqual([])
  expect(request).toMatchObject({ signed: true, accepted: [done.result.provider_message_id] })
  expect(await world.row(notice)).toMatchObject({
    status: 'sent',
    sent_as: 'sms',
    provider_message_id: done.result.provider_message_id,
    error_code: null,
  })
  expect(run.steps).toEqual(['checking', 'validating', 'sending'])
})

describe('SMS or LMS', () => {
  test.each([
    ['90 bytes', '가'.repeat(45), 'sms', 'SMS'],
    ['91 bytes', `${'가'.repeat(45)}.`, 'lms', 'LMS'],
    ['90 bytes after composing decomposed Hangul', '가'.repeat(45).normalize('NFD'), 'sms', 'SMS'],
  ])('a text of %s', async (_what, body, sentAs, type) => {
    const run = await world.claim(await world.notice({ text: body }))
    expect((await run.handle()).result.sent_as).toBe(sentAs)
    // The stand-in counts by a table of its own and refuses an SMS that is too long.
    expect(world.requests()[0]).toMatchObject({ accepted: [expect.any(String)], body: { messages: [{ type }] } })
  })

  test('what the provider cannot carry is refused by the provider, and the notice has failed', async () => {
    const notice = await world.notice({ text: '축하합니다 🎉' })
    const run = await world.claim(notice)
    await run.settle(await run.fail(), 'FAILED')
    expect(await world.row(notice)).toMatchObject({
      status: 'failed',
      error_code: 'text_not_encodable',
      quota_at: null,
    })
  })

  test('Alimtalk without a template is refused before anything is sent', async () => {
    const run = await world.claim(await world.notice({ channel: 'alimtalk', text }))
    expect(await run.fail()).toMatchObject({ code: 'template_missing' })
    expect(world.requests()).toEqual([])
  })

  test('Alimtalk carries its template and variables', async () => {
    const replacements = [{ key: '학생명', value: '김하늘' }]
    const run = await world.claim(
      await world.notice({ channel: 'alimtalk', text, templateId: 'KA01TP01', replacements }),
    )
    expect((await run.handle()).result.sent_as).toBe('alimtalk')
    expect(world.requests()[0]?.body).toMatchObject({
      messages: [{ type: 'ATA', kakaoOptions: { templateId: 'KA01TP01', variables: { '#{학생명}': '김하늘' } } }],
    })
  })
})

describe('P-35 a notice is never sent twice', () => {
  test('a crash after the provider took it: ambiguous, and no second request', async () => {
    const notice = await world.notice({ text })
    const first = await world.claim(notice)
    await first.handle()
    // The process dies here: nothing of the finishing transaction happens.
    expect(await world.row(notice)).toMatchObject({ status: 'sending' })
    const second = await world.claim(notice)
    const error = await second.fail()
    expect(error).toBeInstanceOf(AmbiguousError)
    await second.settle(error, 'FAILED')
    expect(await world.row(notice)).toMatchObject({ status: 'ambiguous', error_code: 'provider_result_ambiguous' })
    const third = await world.claim(notice)
    expect(await third.fail()).toBeInstanceOf(AmbiguousError)
    expect(world.requests()).toHaveLength(1)
  })

  test('a crash between the commit of sending and the call: ambiguous as well', async () => {
    const notice = await world.notice({ text })
    const first = await world.claim(notice, { provider: () => Promise.reject(new Error('the process died')) })
    await expect(first.handle()).rejects.toThrow('the process died')
    expect(await world.row(notice)).toMatchObject({ status: 'sending' })
    const second = await world.claim(notice)
    expect(await second.fail()).toBeInstanceOf(AmbiguousError)
    expect(world.requests()).toEqual([])
  })

  test('a redelivery after it was sent is done, with the same result and without a call', async () => {
    const notice = await world.notice({ text })
    const first = await world.claim(notice)
    const done = await first.handle()
    await first.complete(done)
    const other = await world.claim(notice, { otherJob: true })
    const again = await other.handle()
    expect(again.result).toEqual(done.result)
    await other.complete(again)
    expect(world.requests()).toHaveLength(1)
  })

  test('two attempts at once: one sends, the other does not', async () => {
    const notice = await world.notice({ text })
    const runs = await Promise.all([world.claim(notice, { otherJob: true }), world.claim(notice, { otherJob: true })])
    const ended = await Promise.allSettled(runs.map((run) => run.handle()))
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const winner = ended.findIndex(({ status }) => status === 'fulfilled')
    const [won, lost] = [ended[winner], ended[1 - winner]]
    expect(lost).toMatchObject({ reason: expect.any(AmbiguousError) })
    // The loser's end is not the winner's.
    await runs[1 - winner]?.settle({ code: 'provider_result_ambiguous' }, 'FAILED')
    if (won?.status === 'fulfilled') await runs[winner]?.complete(won.value)
    expect(await world.row(notice)).toMatchObject({ status: 'sent' })
    expect(world.requests()).toHaveLength(1)
  })

  test('a zombie, its job taken over, neither marks nor sends', async () => {
    const notice = await world.notice({ text })
    const zombie = await world.claim(notice)
    await world.claim(notice)
    expect(await zombie.fail()).toBeInstanceOf(FenceLostError)
    expect(await world.row(notice)).toMatchObject({ status: 'queued' })
    expect(world.requests()).toEqual([])
  })

  test('the connection breaks under the request: ambiguous, whether the provider took it or not', async () => {
    for (const accept of [true, false]) {
      const notice = await world.notice({ text })
      world.provider.script({ drop_connection: true, accept })
      const run = await world.claim(notice)
      const error = await run.fail()
      expect(error).toBeInstanceOf(AmbiguousError)
      await run.settle(error, 'FAILED')
      expect(await world.row(notice)).toMatchObject({ status: 'ambiguous' })
    }
  })

  test('the cap comes while the provider is silent: ambiguous', async () => {
    const notice = await world.notice({ text })
    world.provider.script({ hang_ms: 60_000 })
    const run = await world.claim(notice)
    const failing = run.fail()
    await expect.poll(() => world.requests().length).toBe(1)
    run.abort(new JobAborted('cap'))
    expect(await failing).toBeInstanceOf(JobAborted)
    await run.settle({ code: 'inference_timeout' }, 'FAILED')
    expect(await world.row(notice)).toMatchObject({ status: 'ambiguous', error_code: 'inference_timeout' })
  })

  test('cancelled while the provider is silent: the fence is gone, the row still says ambiguous', async () => {
    const notice = await world.notice({ text })
    world.provider.script({ hang_ms: 60_000 })
    const run = await world.claim(notice)
    const failing = run.fail()
    await expect.poll(() => world.requests().length).toBe(1)
    await run.cancel()
    run.abort(new JobAborted('cancelled'))
    await failing
    expect(await world.row(notice)).toMatchObject({ status: 'ambiguous' })
  })

  test('stopped before anything left the process: queued again, the quota given back', async () => {
    const notice = await world.notice({ text })
    const run = await world.claim(notice, {
      provider: async () => {
        run.abort(new JobAborted('shutdown'))
        return { kind: 'not_accepted', detail: 'no connection: AbortError' }
      },
    })
    expect(await run.fail()).toBeInstanceOf(JobAborted)
    expect(await world.row(notice)).toMatchObject({ status: 'queued', quota_at: null })
    const next = await world.claim(notice)
    await next.complete(await next.handle())
    expect(world.requests()).toHaveLength(1)
  })

  test('the same business key is refused a second row', async () => {
    await world.notice({ text, key: 'attendance:77' })
    await expect(world.notice({ text, key: 'attendance:77' })).rejects.toThrow('notifications_business_key')
    await expect(world.notice({ text, key: 'attendance:77', channel: 'lms' })).resolves.toBeDefined()
  })

  test('a job with another business key than its notification sends nothing', async () => {
    const notice = await world.notice({ text })
    const run = await world.claim({ ...notice, key: 'another' })
    expect(await run.fail()).toMatchObject({ code: 'contract_violation' })
    expect(world.requests()).toEqual([])
  })
})

test('503: retryable, the quota given back, and the next attempt sends it', async () => {
  const notice = await world.notice({ text })
  world.provider.script({ status: 503, headers: { 'retry-after': '7' } })
  const first = await world.claim(notice)
  const error = await first.fail()
  expect(error).toMatchObject({ code: 'provider_unavailable', retryable: true, retryAfterSeconds: 7 })
  await first.settle(error, 'RETRYING')
  expect(await world.row(notice)).toMatchObject({
    status: 'retryable_failed',
    error_code: 'provider_unavailable',
    quota_at: null,
  })
  const second = await world.claim(notice)
  await second.complete(await second.handle())
  expect(await world.row(notice)).toMatchObject({ status: 'sent', error_code: null })
  expect(world.requests().map(({ accepted }) => accepted.length)).toEqual([0, 1])
})

test('a notice that failed is sent when somebody retries it with a new job', async () => {
  const notice = await world.notice({ text })
  world.provider.script({ status: 400 })
  const first = await world.claim(notice)
  await first.settle(await first.fail(), 'FAILED')
  expect(await world.row(notice)).toMatchObject({ status: 'failed', error_code: 'provider_rejected' })
  const retried = await world.claim(notice, { otherJob: true })
  await retried.complete(await retried.handle())
  expect(await world.row(notice)).toMatchObject({ status: 'sent', job_id: retried.jobId })
})

describe('P-37 boundaries', () => {
  const boundaries: [string, string, (recipient: string) => Promise<void>][] = [
    ['the tenant on hold', 'tenant_on_hold', () => world.hold()],
    ['the recipient on the deny-list', 'recipient_denied', (recipient) => world.deny(recipient)],
  ]
  test.each(boundaries)('%s at consume: not sent', async (_what, code, raise) => {
    const notice = await world.notice({ text })
    await raise(notice.recipient)
    const run = await world.claim(notice)
    const error = await run.fail()
    expect(error).toMatchObject({ code, retryable: false })
    expect(run.steps).toEqual(['checking'])
    await run.settle(error, 'FAILED')
    expect(await world.row(notice)).toMatchObject({ status: 'failed', error_code: code })
    expect(world.requests()).toEqual([])
  })

  test.each(boundaries)('%s just before the call: not sent', async (_what, code, raise) => {
    const notice = await world.notice({ text })
    const run = await world.claim(notice, {
      onStep: async (step) => {
        if (step === 'sending') await raise(notice.recipient)
      },
    })
    expect(await run.fail()).toMatchObject({ code })
    expect(run.steps).toEqual(['checking', 'validating', 'sending'])
    expect(await world.row(notice)).toMatchObject({ status: 'queued', quota_at: null })
    expect(world.requests()).toEqual([])
  })

  test("another tenant's hold, deny-list and notices are not this tenant's", async () => {
    const notice = await world.notice({ text })
    await world.hold(world.otherTenant)
    await world.deny(notice.recipient, world.otherTenant)
    const foreign = await world.claim(notice, { otherJob: true, tenantId: world.otherTenant })
    expect(await foreign.fail()).toMatchObject({ code: 'not_found' })
    const run = await world.claim(notice)
    await run.complete(await run.handle())
    expect(world.requests()).toHaveLength(1)
  })
})

describe('quotas', () => {
  test('500 in any hour for a tenant, exact when eight attempts run at once', async () => {
    await world.used({ count: world.limits.tenantQuotaPerHour - 3 })
    const ended = await world.sendAtOnce(8)
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    for (const each of ended) {
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'quota_exceeded', retryable: true })
    }
    expect(world.requests()).toHaveLength(3)
  })

  test('the hour slides: what is older does not count, and a refusal says when the oldest leaves', async () => {
    await world.used({ count: world.limits.tenantQuotaPerHour, at: "clock_timestamp() - interval '61 minutes'" })
    await expect(world.sendAtOnce(1)).resolves.toMatchObject([{ status: 'fulfilled' }])
    await world.fresh()
    await world.used({ count: world.limits.tenantQuotaPerHour, at: "clock_timestamp() - interval '50 minutes'" })
    const [refused] = await world.sendAtOnce(1)
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'quota_exceeded' } })
    const { retryAfterSeconds } = (refused as PromiseRejectedResult).reason as { retryAfterSeconds: number }
    expect(retryAfterSeconds).toBeGreaterThan(590)
    expect(retryAfterSeconds).toBeLessThanOrEqual(601)
  })

  test("one tenant's hour is not another's", async () => {
    await world.used({ count: world.limits.tenantQuotaPerHour, tenantId: world.otherTenant })
    await expect(world.sendAtOnce(1)).resolves.toMatchObject([{ status: 'fulfilled' }])
  })

  test('900 in a Korean day for the provider, over all tenants, exact when eight attempts run at once', async () => {
    const { providerQuotaPerDay } = world.limits
    // At the very start of the day, so that the tenant's hour is not what counts, whenever this runs.
    const midnight = "date_trunc('day', clock_timestamp(), 'Asia/Seoul')"
    await world.used({ count: 400, at: midnight, tenantId: world.otherTenant })
    await world.used({ count: providerQuotaPerDay - 402, at: midnight, tenantId: world.thirdTenant })
    await world.used({ count: 300, at: `${midnight} - interval '1 second'`, tenantId: world.thirdTenant })
    const ended = await world.sendAtOnce(8)
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(world.requests()).toHaveLength(2)
  })
})

test('no number and no text stands in a log line or an error', async () => {
  const notice = await world.notice({ text })
  world.provider.script({
    status: 400,
    body: { errorCode: 'ValidationError', errorMessage: `to: ${notice.recipient}` },
  })
  const run = await world.claim(notice)
  const error = await run.fail()
  const next = await world.claim(notice)
  await next.fail()
  const said = JSON.stringify([run.logLines, next.logLines, error, error.message])
  expect(run.logLines).not.toEqual([])
  expect(said).not.toContain(notice.recipient)
  expect(said).not.toContain('하늘')
})

test("the API's role sees its own tenant's notices and deny-list only", async () => {
  const notice = await world.notice({ text })
  await world.deny(notice.recipient)
  expect(await world.asApi(world.tenant)).toEqual({ notifications: 1, denied: 1 })
  expect(await world.asApi(world.otherTenant)).toEqual({ notifications: 0, denied: 0 })
})
