import { slo } from '@academy/sdk/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { boundedCheck } from '../src/adapters/bounded-check.ts'
import { client } from './support/client.ts'
import { type Gate, gate } from './support/gate.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { importOf } from './support/jobs.ts'

let harness: Harness
let database: Gate
let redis: Gate
beforeAll(async () => {
  harness = await startHarness(async (env) => {
    database = await gate(env.DATABASE_URL_API as string)
    redis = await gate(env.REDIS_URL as string)
    return { DATABASE_URL_API: database.url, DATABASE_URL_API_READER: database.url, REDIS_URL: redis.url }
  })
})
afterAll(async () => {
  await harness.stop()
  await database.stop()
  await redis.stop()
})

const timed = async (id: 'getHealth' | 'getLiveness' | 'getReadiness') => {
  const start = performance.now()
  const answer = await client(harness.url)(id)
  return { ...answer, ms: performance.now() - start }
}

test('a healthy API says so, within its promised time', async () => {
  const health = await timed('getHealth')
  expect(health.body).toEqual({ status: 'healthy', service: 'academy-api', database: 'connected' })
  expect(health.ms).toBeLessThan(slo.healthSeconds * 1000)
  const ready = await timed('getReadiness')
  expect(ready.body).toEqual({ status: 'ready', checks: { database: 'ok', redis: 'ok', relay: 'ok', accepting: 'ok' } })
})

test('P-30 without its database the API is unhealthy and not ready, but alive, and comes back by itself', async () => {
  const { id, api } = await harness.tenant()
  const { body: before } = await api('createJob', importOf(id))
  database.close()
  await vi.waitFor(async () => expect((await timed('getHealth')).status).toBe(503), { timeout: 5000 })
  const health = await timed('getHealth')
  expect(health.body).toEqual({ status: 'unhealthy', service: 'academy-api', database: 'unreachable' })
  expect(health.ms).toBeLessThan(slo.healthSeconds * 1000)
  expect((await timed('getReadiness')).body.checks).toMatchObject({ database: 'failing', redis: 'ok' })
  expect((await timed('getLiveness')).body).toEqual({ status: 'alive' })
  for (const answer of [await api('createJob', importOf(id)), await api('listJobs')]) {
    expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([503, 'database_unavailable', true])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  // M4: progress does not need it.
  expect((await api('getJobProgress', { path: { job_id: before.job_id } })).status).toBe(200)
  database.open()
  await vi.waitFor(async () => expect((await timed('getHealth')).status).toBe(200), { timeout: 5000 })
  expect((await api('createJob', importOf(id))).status).toBe(202)
})

test('P-27 while Redis is out progress answers 503, jobs are still accepted, and both recover', async () => {
  const { id, api } = await harness.tenant()
  const { body: before } = await api('createJob', importOf(id))
  redis.close()
  const progress = (job_id: string) => api('getJobProgress', { path: { job_id } })
  await vi.waitFor(async () => expect((await progress(before.job_id)).body.code).toBe('redis_unavailable'))
  const during = await api('createJob', importOf(id))
  expect(during.status).toBe(202)
  expect((await timed('getReadiness')).body.checks).toMatchObject({ database: 'ok', redis: 'failing' })
  redis.open()
  await vi.waitFor(async () => expect((await progress(before.job_id)).status).toBe(200), { timeout: 10_000 })
  expect(harness.sent().filter(({ body }) => body.job_id === during.body.job_id)).toHaveLength(1)
})

test('a question that is not answered in time is answered with no, and asked only once meanwhile', async () => {
  let asked = 0
  let answer = () => {}
  const check = boundedCheck(
    () => {
      asked += 1
      return new Promise<void>((resolve) => {
        answer = resolve
      })
    },
    { limitMs: 20, holdMs: 60_000 },
  )
  expect(await Promise.all([check(), check(), check()])).toEqual([false, false, false])
  expect(await check()).toBe(false)
  expect(asked).toBe(1)
  answer()
  await vi.waitFor(async () => expect(await check()).toBe(true))
  expect(asked).toBe(1)
})
