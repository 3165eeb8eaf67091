import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Guard, startGuard } from '../src/processes/guard.ts'
import { takeDatabase } from '../src/redis/database.ts'
import { type RedisServer, startRedis } from '../src/redis/server.ts'

let directory = ''
let guard: Guard
let server: RedisServer

beforeAll(async () => {
  vi.stubEnv('REDIS_URL', '')
  directory = mkdtempSync(join(tmpdir(), 'academy-redis-'))
  guard = startGuard(directory)
  server = await startRedis(directory, guard)
})
afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  await server.stop()
  await guard.disarm()
  rmSync(directory, { recursive: true })
})

describe('Redis', () => {
  it('is the server of REDIS_URL when that is set, and is left running', async () => {
    vi.stubEnv('REDIS_URL', server.url)
    const given = await startRedis(directory, guard)
    expect(given).toMatchObject({ url: server.url, databases: server.databases })
    expect(given.pid).toBeUndefined()
    await given.stop()
    const redis = new Redis(server.url)
    expect(await redis.ping()).toBe('PONG')
    redis.disconnect()
  })

  it('says in one line that the server of REDIS_URL does not answer', async () => {
    vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:1')
    await expect(startRedis(directory, guard)).rejects.toThrow(/^Redis: REDIS_URL is set but does not answer: [^\n]+$/)
  })

  it('hands out empty databases only, never one that somebody filled, and empties what it handed out', async () => {
    const foreign = new Redis(`${server.url}/1`)
    await foreign.set('theirs', '1')
    const taken = await takeDatabase(server)
    expect(new URL(taken.url).pathname).not.toBe('/1')
    const ours = new Redis(taken.url)
    await ours.set('ours', '1')
    await taken.release()
    expect([await foreign.get('theirs'), await ours.dbsize()]).toEqual(['1', 0])
    for (const redis of [foreign, ours]) redis.disconnect()
    const again = await takeDatabase(server)
    expect(again.url).toBe(taken.url)
    await again.release()
  })
})
