import { checkEvictionPolicy, createRedis, whenReady } from '@academy/sdk/redis'
import { testServers } from '@academy/stack/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { reconnectAfterMs } from '../../src/redis/create-redis.ts'

const servers = await testServers()
const redis = createRedis({ redis: { url: servers.redisUrl, costDefence: false } })
afterAll(async () => {
  redis.disconnect()
  await servers.stop()
})

describe('redis', () => {
  test('the eviction policy is compared with the contract', async () => {
    await whenReady(redis, 5)
    expect(await checkEvictionPolicy(redis)).toMatchObject({ ok: true, actual: 'volatile-lru' })
    // The server is everybody's, so the other side is changed.
    expect(await checkEvictionPolicy(redis, 'noeviction')).toEqual({
      ok: false,
      expected: 'noeviction',
      actual: 'volatile-lru',
      repair: 'redis-cli CONFIG SET maxmemory-policy noeviction',
    })
  })

  test('P-27 it never gives up, and never waits long', () => {
    for (const attempt of [1, 2, 10, 1000, 1_000_000]) {
      expect(reconnectAfterMs(attempt, () => 0)).toBeGreaterThan(0)
      expect(reconnectAfterMs(attempt, () => 1)).toBeLessThanOrEqual(2100)
    }
  })

  test('an address where nobody listens is told by the clock, not by a hang', async () => {
    const nobody = createRedis({ redis: { url: 'redis://127.0.0.1:1', costDefence: false } })
    expect(await whenReady(nobody, 0.2)).toBe(false)
    await expect(nobody.ping()).rejects.toThrow()
    nobody.disconnect()
  })
})
