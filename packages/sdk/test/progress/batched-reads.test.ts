import { tenantId } from '@academy/sdk/contract'
import { type ProgressJob, ProgressStore } from '@academy/sdk/progress'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { ownRedis } from '@academy/stack/testing'
import { expect, test, vi } from 'vitest'

const jobs = Array.from(
  { length: 600 },
  (_, index): ProgressJob => ({
    tenantId: tenantId(`academy-${index % 3}`),
    jobId: `0192f3c1-7a10-7cc2-9a4e-1f2d3c4b${1000 + index}`,
    jobType: 'excel_parsing',
    fence: 1,
    attempt: 1,
    createdAt: new Date('2026-03-02T00:00:00Z'),
  }),
)
const step = { step: 'enrolling', step_index: 3, step_total: 4, step_name: '등록 중', step_percent: 50, percent: 70 }

type Connection = ReturnType<typeof createRedis>

async function connected(url: string, work: (redis: Connection) => Promise<void>): Promise<void> {
  const redis = createRedis({ redis: { url, costDefence: false } })
  try {
    expect(await whenReady(redis, 10)).toBe(true)
    await work(redis)
  } finally {
    redis.disconnect()
  }
}

/** Every second job has made progress; all are asked for in one turn, and each answer is its own job's. */
async function readAtOnce(store: ProgressStore): Promise<void> {
  await Promise.all(
    jobs.map(async (job, seq) => {
      expect(await store.status(job, { status: 'RUNNING' })).toBe('written')
      if (seq % 2 === 0) expect(await store.progress(job, { ...step, seq })).toBe('written')
    }),
  )
  const found = await Promise.all(jobs.map(({ tenantId: tenant, jobId }) => store.read(tenant, jobId)))
  expect(found.map(({ status, progress }) => [status?.status, progress?.seq])).toEqual(
    jobs.map((_, seq) => ['RUNNING', seq % 2 === 0 ? seq : undefined]),
  )
}

/** How often the server ran MGET, and how often it refused to. */
async function batches(redis: Connection): Promise<{ run: number; refused: number }> {
  const line = /cmdstat_mget:(.*)/.exec(await redis.info('commandstats'))?.[1] ?? ''
  const count = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(line)?.[1] ?? 0)
  return { run: count('calls'), refused: count('rejected_calls') }
}

test('M4 600 who ask in one turn cost three commands, and each gets its own answer', async () => {
  await using server = await ownRedis()
  await connected(server.url, async (redis) => {
    await readAtOnce(new ProgressStore(redis, { costDefence: false }))
    expect(await batches(redis)).toEqual({ run: 3, refused: 0 })
  })
})

test('a Redis Cluster, whose commands may not span slots, answers the same', async () => {
  await using server = await ownRedis({ 'cluster-enabled': 'yes', databases: '1' })
  await connected(server.url, async (redis) => {
    await redis.cluster('ADDSLOTS', ...Array.from({ length: 16_384 }, (_, slot) => slot))
    await vi.waitFor(async () => expect(await redis.cluster('INFO')).toContain('cluster_state:ok'), { timeout: 30_000 })
    const store = new ProgressStore(redis, { costDefence: false })
    await readAtOnce(store)
    await store.read(tenantId('academy-0'), jobs[0]?.jobId ?? '')
    // Refused for the three parts of the first turn, and not tried again.
    expect(await batches(redis)).toEqual({ run: 0, refused: 3 })
  })
})
