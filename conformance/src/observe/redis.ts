import { Redis } from 'ioredis'
import type { History } from '../history/history.ts'

/** Reads the target's Redis directly: keys, documents and their TTLs. */
export class RedisView {
  readonly #redis: Redis
  readonly #history: History

  constructor(url: string, history: History) {
    this.#redis = new Redis(url, { maxRetriesPerRequest: 2 })
    this.#redis.on('error', () => undefined)
    this.#history = history
  }

  /** Records one key: type, value and TTL in seconds. Only the newest state of an unchanged value is worth a line. */
  async document(scenario: string, key: string): Promise<{ value: unknown; ttl: number }> {
    const type = await this.#redis.type(key)
    const value = await this.#value(key, type)
    const ttl = await this.#redis.ttl(key)
    this.#history.add(scenario, 'redis', { key, ttl, value, type })
    return { value, ttl }
  }

  /** Records every key there is. */
  async keys(scenario: string): Promise<string[]> {
    const keys: string[] = []
    let cursor = '0'
    do {
      const [next, page] = await this.#redis.scan(cursor, 'COUNT', 500)
      cursor = next
      keys.push(...page)
    } while (cursor !== '0')
    keys.sort()
    this.#history.add(scenario, 'redisKeys', { keys })
    return keys
  }

  close(): void {
    this.#redis.disconnect()
  }

  async #value(key: string, type: string): Promise<unknown> {
    if (type === 'string') {
      const text = await this.#redis.get(key)
      try {
        return text === null ? null : JSON.parse(text)
      } catch {
        return text
      }
    }
    if (type === 'hash') return this.#redis.hgetall(key)
    return null
  }
}
