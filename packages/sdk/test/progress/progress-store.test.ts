import { redisKeys, redisPolicy, tenantId, validate } from '@academy/sdk/contract'
import { type ProgressJob, ProgressStore } from '@academy/sdk/progress'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { testServers } from '@academy/stack/testing'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

const servers = await testServers()
const redis = createRedis({ redis: { url: servers.redisUrl, costDefence: false } })
await whenReady(redis, 5)
const store = new ProgressStore(redis, { costDefence: false })

afterAll(async () => {
  redis.disconnect()
  await servers.stop()
})
beforeEach(() => redis.flushdb())

const tenant = tenantId('haneul-academy')
const job: ProgressJob = {
  tenantId: tenant,
  jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0201',
  jobType: 'excel_parsing',
  fence: 0,
  attempt: 0,
  createdAt: new Date('2026-03-02T00:00:00Z'),
  subject: null,
}
const statusKey = redisKeys.jobStatus(tenant, job.jobId)
const progressKey = redisKeys.jobProgress(tenant, job.jobId)

const claimed = (fence: number, of: ProgressJob = job): ProgressJob => ({ ...of, fence, attempt: fence })
const at = (seq: number, percent = seq) => ({
  step: 'enrolling',
  step_index: 3,
  step_total: 4,
  step_name: '등록 중',
  step_percent: percent,
  percent,
  seq,
})
const statusNow = async () => (await store.read(tenant, job.jobId)).status?.status
const progressNow = async () => (await store.read(tenant, job.jobId)).progress

describe('status', () => {
  test('P-23 PENDING is there at once and lives as long as the queue keeps its message', async () => {
    expect(await store.pending(job)).toBe('written')
    const { status } = await store.read(tenant, job.jobId)
    expect(status).toMatchObject({ status: 'PENDING', job_type: 'excel_parsing', attempt: 0, fence: 0 })
    expect(validate.jobStatusDocument(status)).toEqual([])
    expect(await redis.ttl(statusKey)).toBe(redisPolicy.pendingTtlSeconds)
  })

  test('P-23 a PENDING that arrives after the worker has started changes nothing', async () => {
    await store.status(claimed(1), { status: 'RUNNING' })
    expect(await store.pending(job)).toBe('refused')
    expect(await statusNow()).toBe('RUNNING')
  })

  test.each(['DONE', 'FAILED', 'CANCELLED', 'DEAD'] as const)(
    '%s is final for its claim and older ones',
    async (final) => {
      await store.status(claimed(2), { status: 'RUNNING' })
      expect(await store.status(claimed(2), { status: final })).toBe('written')
      for (const status of ['PENDING', 'RUNNING', 'RETRYING', 'DONE', 'FAILED', 'CANCELLED', 'DEAD'] as const) {
        expect(await store.status(claimed(2), { status })).toBe('refused')
        expect(await store.status(claimed(1), { status })).toBe('refused')
      }
      expect(await statusNow()).toBe(final)
    },
  )

  test('a redrive, whose fence is greater, leaves DEAD', async () => {
    await store.status(claimed(3), { status: 'DEAD', error_code: 'attempts_exhausted', error_message: 'x' })
    expect(await store.pending(claimed(4))).toBe('written')
    expect((await store.read(tenant, job.jobId)).status).not.toHaveProperty('error_code')
  })

  test('RETRYING keeps its fence and may not be undone by a late RUNNING of the same claim', async () => {
    await store.status(claimed(1), { status: 'RUNNING' })
    await store.status(claimed(1), { status: 'RETRYING', error_code: 'provider_unavailable' })
    expect(await store.status(claimed(1), { status: 'RUNNING' })).toBe('refused')
    expect(await store.status(claimed(2), { status: 'RUNNING' })).toBe('written')
  })

  test('P-24 a running job lives for 6 hours from its last change, a finished one for ever', async () => {
    await store.status(claimed(1), { status: 'RUNNING' })
    expect(await redis.ttl(statusKey)).toBe(redisPolicy.inProgressTtlSeconds)
    await store.status(claimed(1), { status: 'DONE' })
    expect(await redis.ttl(statusKey)).toBe(-1)
  })

  test('in cost-defence mode a finished job lives for a day', async () => {
    const thrifty = new ProgressStore(redis, { costDefence: true })
    await thrifty.status(claimed(1), { status: 'FAILED' })
    await thrifty.progress(claimed(1), at(9, 100))
    expect(await redis.ttl(statusKey)).toBe(redisPolicy.finishedCostDefenceTtlSeconds)
    expect(await redis.ttl(progressKey)).toBe(redisPolicy.finishedCostDefenceTtlSeconds)
  })

  test('a result at the limit never goes to Redis, its status does; one byte less goes', async () => {
    // Three bytes of UTF-8 a syllable: characters are not what counts.
    const resultOf = (bytes: number) => {
      const room = bytes - Buffer.byteLength(JSON.stringify({ text: '' }))
      return { text: '가'.repeat(Math.floor(room / 3)) + 'x'.repeat(room % 3) }
    }
    const limit = redisPolicy.resultLimitBytes
    await store.status(claimed(1), { status: 'DONE', result: resultOf(limit) })
    expect((await store.read(tenant, job.jobId)).status).not.toHaveProperty('result')
    expect(await statusNow()).toBe('DONE')
    await store.status(claimed(2), { status: 'DONE', result: resultOf(limit - 1) })
    expect((await store.read(tenant, job.jobId)).status?.result).toEqual(resultOf(limit - 1))
  })

  test('an error message of any length keeps the document valid', async () => {
    await store.status(claimed(1), {
      status: 'FAILED',
      error_code: 'unexpected_error',
      error_message: '가'.repeat(9000),
    })
    expect(validate.jobStatusDocument((await store.read(tenant, job.jobId)).status)).toEqual([])
  })
})

describe('progress', () => {
  test('P-22 an update is a valid document', async () => {
    expect(await store.progress(claimed(1), { ...at(1), done: 500, total: 2000 })).toBe('written')
    const progress = await progressNow()
    expect(validate.jobProgressDocument(progress)).toEqual([])
    expect(progress).toMatchObject({ fence: 1, seq: 1, done: 500, step_name: '등록 중' })
  })

  test('P-07 a zombie is refused: older fence, however far it is', async () => {
    await store.progress(claimed(3), at(1, 10))
    expect(await store.progress(claimed(1), at(99, 90))).toBe('refused')
    expect(await progressNow()).toMatchObject({ fence: 3, percent: 10 })
  })

  test('P-07 what a zombie wrote before the new claim reported is never shown', async () => {
    await store.status(claimed(3), { status: 'RUNNING' })
    await store.progress(claimed(1), at(99, 90))
    expect(await progressNow()).toBeNull()
    await store.progress(claimed(3), at(1, 10))
    expect(await progressNow()).toMatchObject({ percent: 10 })
  })

  test('updates in any order and at once leave the newest one', async () => {
    const update = fc.record({ fence: fc.integer({ min: 1, max: 4 }), seq: fc.nat({ max: 6 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(update, { minLength: 1, maxLength: 20 }), async (updates) => {
        await redis.del(progressKey)
        await Promise.all(updates.map(({ fence, seq }) => store.progress(claimed(fence), at(seq))))
        const newest = updates.reduce((a, b) => (b.fence > a.fence || (b.fence === a.fence && b.seq > a.seq) ? b : a))
        expect(await progressNow()).toMatchObject(newest)
      }),
      { numRuns: 50 },
    )
  })

  test('fences as large as a number can be are compared exactly', async () => {
    const large = Number.MAX_SAFE_INTEGER
    await store.progress({ ...job, fence: large - 1 }, at(5))
    expect(await store.progress({ ...job, fence: large - 2 }, at(6))).toBe('refused')
    expect(await store.progress({ ...job, fence: large }, at(1))).toBe('written')
  })

  test('P-24 the 6 hours begin anew at each update', async () => {
    await store.progress(claimed(1), at(1))
    await redis.expire(progressKey, 7)
    await store.progress(claimed(1), at(2))
    expect(await redis.ttl(progressKey)).toBe(redisPolicy.inProgressTtlSeconds)
  })

  test('a refused update does not lengthen the life of what is there', async () => {
    await store.progress(claimed(2), at(1))
    await redis.expire(progressKey, 7)
    await store.progress(claimed(1), at(2))
    expect(await redis.ttl(progressKey)).toBeLessThanOrEqual(7)
  })

  test('what is complete stays', async () => {
    await store.progress(claimed(1), at(4, 100))
    expect(await redis.ttl(progressKey)).toBe(-1)
  })

  test('rubbish under the key is replaced', async () => {
    for (const rubbish of ['not json', '7', 'null', '[]', '{"fence":"x","seq":{}}']) {
      await redis.set(progressKey, rubbish)
      expect(await store.progress(claimed(1), at(1))).toBe('written')
    }
  })
})

describe('one command an update', () => {
  test('a progress update is one call on one key, and touches the progress key only', async () => {
    await store.progress(claimed(1), at(1))
    const watching = await redis.monitor()
    const seen: string[][] = []
    // The server is that of other tests, too; the database is this one's own.
    const own = String(redis.options.db)
    watching.on('monitor', (_time: string, args: string[], source: string, database: string) => {
      if (source !== 'lua' && database === own) seen.push(args)
    })
    await store.progress(claimed(1), at(2))
    await store.status(claimed(1), { status: 'DONE' })
    await redis.echo('end')
    await new Promise<void>((resolve) => {
      const look = () =>
        seen.some(([command]) => command === 'echo') ? resolve() : void watching.once('monitor', look)
      look()
    })
    watching.disconnect()
    const calls = seen
      .filter(([command]) => command !== 'echo')
      .map(([command, _sha, keys, key]) => [command, keys, key])
    expect(calls).toEqual([
      ['evalsha', '1', progressKey],
      ['evalsha', '1', statusKey],
    ])
  })

  test('a server that forgot the script, as after a restart, is taught it again', async () => {
    await store.progress(claimed(1), at(1))
    await redis.script('FLUSH')
    expect(await store.progress(claimed(1), at(2))).toBe('written')
    expect(await store.progress(claimed(1), at(1))).toBe('refused')
  })
})

describe('tenants', () => {
  test("P-25 another tenant's job is as unknown as none", async () => {
    await store.status(claimed(1), { status: 'RUNNING' })
    await store.progress(claimed(1), at(1))
    expect(await store.read(tenantId('other'), job.jobId)).toEqual({ status: null, progress: null })
  })

  test('P-25 every key begins with its tenant', async () => {
    const video = { ...claimed(1), subject: { type: 'video', id: '41' } }
    await store.status(video, { status: 'RUNNING' })
    await store.progress(video, at(1))
    const keys = await redis.keys('*')
    expect(keys).toHaveLength(4)
    for (const key of keys) expect(key).toMatch(/^tenant:haneul-academy:/)
  })
})

describe('a video', () => {
  const about = (jobId: string, createdAt: string, fence: number): ProgressJob => ({
    tenantId: tenant,
    jobId,
    jobType: 'video_transcode',
    fence,
    attempt: fence,
    createdAt: new Date(createdAt),
    subject: { type: 'video', id: '41' },
  })
  const first = (fence: number) => about('0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0301', '2026-03-02T00:00:00Z', fence)
  const second = (fence: number) => about('0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0302', '2026-03-02T01:00:00Z', fence)

  test('shows its job under its own keys', async () => {
    await store.status(first(1), { status: 'RUNNING' })
    await store.progress(first(1), at(1))
    const { status, progress } = await store.readVideo(tenant, 41)
    expect(status).toMatchObject({ status: 'RUNNING', job_id: first(1).jobId })
    expect(validate.videoStatusDocument(status)).toEqual([])
    expect(validate.videoProgressDocument(progress)).toEqual([])
    expect((await store.read(tenant, first(1).jobId)).status).not.toHaveProperty('job_id')
  })

  test("a second job takes the video over though its fence begins again, and the first one's progress is gone", async () => {
    await store.status(first(5), { status: 'FAILED' })
    await store.progress(first(5), at(60, 60))
    await store.pending(second(0))
    expect(await store.readVideo(tenant, 41)).toMatchObject({
      status: { status: 'PENDING', job_id: second(0).jobId },
      progress: null,
    })
    await store.progress(second(1), at(1, 5))
    expect((await store.readVideo(tenant, 41)).progress).toMatchObject({ percent: 5, fence: 1 })
  })

  test('P-07 a zombie of the first job does not come back over the second, finished or not', async () => {
    await store.status(second(1), { status: 'RUNNING' })
    await store.progress(second(1), at(1, 5))
    await store.status(first(9), { status: 'RUNNING' })
    await store.progress(first(9), at(99, 99))
    expect(await store.readVideo(tenant, 41)).toMatchObject({
      status: { job_id: second(1).jobId },
      progress: { percent: 5 },
    })
    await store.status(second(1), { status: 'DONE' })
    await store.status(first(9), { status: 'FAILED' })
    expect((await store.readVideo(tenant, 41)).status?.status).toBe('DONE')
  })
})

describe('documents of the time before tenants', () => {
  const legacyKey = `job:${job.jobId}:progress`
  const old = { tenant_id: 'haneul-academy', step: 'parsing', percent: 30, total: 200 }

  test('are read through and copied for the tenant that they name', async () => {
    await redis.set(legacyKey, JSON.stringify(old))
    expect(await progressNow()).toMatchObject({ step: 'parsing', percent: 30, total: 200, fence: 0 })
    expect(validate.jobProgressDocument(JSON.parse((await redis.get(progressKey)) ?? ''))).toEqual([])
    expect(await redis.ttl(progressKey)).toBe(redisPolicy.inProgressTtlSeconds)
    await redis.del(legacyKey)
    expect(await progressNow()).toMatchObject({ percent: 30 })
  })

  test('give way to the first update of a claim', async () => {
    await redis.set(legacyKey, JSON.stringify(old))
    await progressNow()
    expect(await store.progress(claimed(1), at(1, 5))).toBe('written')
    expect(await progressNow()).toMatchObject({ percent: 5 })
  })

  test('P-25 are nothing to a tenant that they do not name, and are not copied for it', async () => {
    await redis.set(legacyKey, JSON.stringify(old))
    expect((await store.read(tenantId('other'), job.jobId)).progress).toBeNull()
    await redis.set(legacyKey, JSON.stringify({ ...old, tenant_id: undefined }))
    expect(await progressNow()).toBeNull()
    expect(await redis.keys('tenant:*')).toEqual([])
  })

  test.each([
    'not json',
    '[]',
    '{"tenant_id":"haneul-academy"}',
    '{"tenant_id":"haneul-academy","step":"x","percent":"30"}',
  ])('that cannot be read are no progress: %s', async (text) => {
    await redis.set(legacyKey, text)
    expect(await progressNow()).toBeNull()
    expect(await redis.keys('tenant:*')).toEqual([])
  })

  test('of a video have a key of their own', async () => {
    await redis.set('job:video:41:progress', JSON.stringify(old))
    expect((await store.readVideo(tenant, 41)).progress).toMatchObject({ percent: 30 })
    expect((await store.readVideo(tenantId('other'), 41)).progress).toBeNull()
  })
})
