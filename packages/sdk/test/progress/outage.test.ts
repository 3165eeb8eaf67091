import { tenantId } from '@academy/sdk/contract'
import { AcademyError } from '@academy/sdk/errors'
import { type ProgressJob, ProgressStore } from '@academy/sdk/progress'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { testServers } from '@academy/stack/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BreakableLink, breakableLink } from '../support/breakable-link.ts'
import { blackHole } from '../worker/support/black-hole.ts'

const servers = await testServers()
let link: BreakableLink
beforeAll(async () => {
  link = await breakableLink(servers.redisUrl)
})
afterAll(async () => {
  await link.cut()
  await servers.stop()
})

const tenant = tenantId('haneul-academy')
const job: ProgressJob = {
  tenantId: tenant,
  jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0201',
  jobType: 'excel_parsing',
  fence: 1,
  attempt: 1,
  createdAt: new Date(),
}

describe('a Redis outage', () => {
  test('P-27 delays progress, never fails the work, and ends by itself; P-22 every lost write is counted and told', async () => {
    const redis = createRedis({ redis: { url: link.url, costDefence: false } })
    const told: string[] = []
    const store = new ProgressStore(redis, { costDefence: false, onWriteError: (_error, key) => told.push(key) })
    try {
      expect(await store.status(job, { status: 'RUNNING' })).toBe('written')
      await link.cut()
      const begun = performance.now()
      const writes = await Promise.all(Array.from({ length: 50 }, () => store.status(job, { status: 'RETRYING' })))
      expect(new Set(writes)).toEqual(new Set(['failed']))
      // Fails at once instead of waiting in memory: a write may cost no more than an answer would take.
      expect(performance.now() - begun).toBeLessThan(3000)
      expect(store.writeErrors).toBe(50)
      expect(told).toHaveLength(50)
      await expect(store.read(tenant, job.jobId)).rejects.toThrow(AcademyError)
      await expect(store.read(tenant, job.jobId)).rejects.toMatchObject({ code: 'redis_unavailable', retryable: true })
      await link.mend()
      expect(await whenReady(redis, 10)).toBe(true)
      // What was there, or already what the outage delayed.
      expect(['RUNNING', 'RETRYING']).toContain((await store.read(tenant, job.jobId)).status?.status)
      expect(await store.status(job, { status: 'DONE' })).toBe('written')
    } finally {
      redis.disconnect()
    }
  })

  test('P-27 a Redis that does not answer costs a job one wait, not one for each of its writes', async () => {
    await using way = await blackHole(servers.redisUrl)
    const redis = createRedis({ redis: { url: way.url, costDefence: false } })
    const store = new ProgressStore(redis, { costDefence: false })
    const other = { ...job, jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0202' }
    try {
      expect(await store.pending(other)).toBe('written')
      way.swallow()
      const begun = performance.now()
      for (let times = 0; times < 8; times += 1) expect(await store.status(other, { status: 'RUNNING' })).toBe('failed')
      // Eight waits of a second each without it.
      expect(performance.now() - begun).toBeLessThan(6000)
      expect(store.writeErrors).toBe(8)
      const back = new Promise((resolve) => redis.once('ready', resolve))
      way.clear()
      await back
      expect(await store.status(other, { status: 'DONE' })).toBe('written')
    } finally {
      redis.disconnect()
    }
  })

  test('P-27 a status that an outage swallowed is shown after it, unless somebody has written a newer one', async () => {
    await using way = await blackHole(servers.redisUrl)
    const redis = createRedis({ redis: { url: way.url, costDefence: false } })
    const direct = createRedis({ redis: { url: servers.redisUrl, costDefence: false } })
    const [store, others] = [redis, direct].map((each) => new ProgressStore(each, { costDefence: false })) as [
      ProgressStore,
      ProgressStore,
    ]
    const mine = { ...job, jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0203' }
    const taken = { ...job, jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0204' }
    try {
      for (const each of [mine, taken]) expect(await store.status(each, { status: 'RUNNING' })).toBe('written')
      way.swallow()
      for (const each of [mine, taken]) expect(await store.status(each, { status: 'DONE' })).toBe('failed')
      expect(await store.status(mine, { status: 'RUNNING' })).toBe('failed')
      expect(store.lateWrites).toBe(2)
      expect(await others.status({ ...taken, fence: 3 }, { status: 'RUNNING' })).toBe('written')
      way.clear()
      await vi.waitFor(() => expect(store.lateWrites).toBe(0), { timeout: 20_000 })
      await vi.waitFor(async () => expect((await others.read(tenant, mine.jobId)).status?.status).toBe('DONE'))
      expect((await others.read(tenant, taken.jobId)).status).toMatchObject({ status: 'RUNNING', fence: 3 })
    } finally {
      redis.disconnect()
      direct.disconnect()
    }
  }, 40_000)

  test('P-27 connections that the server drops are opened again, each time', async () => {
    const redis = createRedis({ redis: { url: link.url, costDefence: false } })
    try {
      await whenReady(redis, 5)
      for (let times = 0; times < 5; times += 1) {
        const closed = new Promise((resolve) => redis.once('close', resolve))
        link.drop()
        await closed
        expect(await whenReady(redis, 10)).toBe(true)
        expect(await redis.ping()).toBe('PONG')
      }
    } finally {
      redis.disconnect()
    }
  })

  test('the first write of a process waits for its connection', async () => {
    const redis = createRedis({ redis: { url: link.url, costDefence: false } })
    try {
      const store = new ProgressStore(redis, { costDefence: false })
      expect(await store.pending({ ...job, jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b0299' })).toBe('written')
    } finally {
      redis.disconnect()
    }
  })
})
