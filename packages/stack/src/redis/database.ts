import { Redis } from 'ioredis'
import type { RedisServer } from './server.ts'

/** One of the numbered databases of a Redis server, empty when it is taken. */
export interface RedisDatabase {
  readonly url: string
  /** Empties it again and lets others take it. */
  release(): Promise<void>
}

// Holds which databases are taken; database 0 is never handed out.
const register = 'academy:databases-taken'

/** Takes an empty database; one that somebody else filled is passed over, never flushed. */
export async function takeDatabase(server: Pick<RedisServer, 'url' | 'databases'>): Promise<RedisDatabase> {
  const root = new Redis(at(server.url, 0))
  try {
    for (let index = 1; index < server.databases; index += 1) {
      if ((await root.sadd(register, index)) === 0) continue
      const url = at(server.url, index)
      if (await isEmpty(url)) return { url, release: () => release(server.url, index) }
    }
  } finally {
    root.disconnect()
  }
  throw new Error(`Redis: all ${server.databases - 1} databases are taken`)
}

async function isEmpty(url: string): Promise<boolean> {
  const redis = new Redis(url)
  try {
    return (await redis.dbsize()) === 0
  } finally {
    redis.disconnect()
  }
}

async function release(url: string, index: number): Promise<void> {
  const redis = new Redis(at(url, index))
  try {
    await redis.flushdb()
    await redis.select(0)
    await redis.srem(register, index)
  } finally {
    redis.disconnect()
  }
}

function at(url: string, index: number): string {
  const parsed = new URL(url)
  parsed.pathname = `/${index}`
  return parsed.href
}
