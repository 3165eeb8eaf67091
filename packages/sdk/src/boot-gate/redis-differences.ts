import type { Redis } from 'ioredis'
import type { Environment } from '../config/index.ts'
import { redisPolicy } from '../contract/index.ts'
import { checkEvictionPolicy } from '../redis/index.ts'
import type { GateDifference } from './difference.ts'

/**
 * What the Redis server does when its memory is full, and that it has a limit at all outside local environments: one
 * without a limit takes the machine down with it.
 * @throws Error when Redis does not answer
 */
export async function redisDifferences(redis: Redis, environment: Environment): Promise<GateDifference[]> {
  const eviction = await checkEvictionPolicy(redis)
  const differences: GateDifference[] = []
  if (!eviction.ok) {
    const actual = eviction.actual ?? 'unknown'
    differences.push(redisDifference(`Redis evicts by ${actual} instead of ${eviction.expected}`, eviction.repair))
  }
  const limit = environment === 'local' ? undefined : memoryLimit(await redis.info('memory'))
  const least = redisPolicy.leastMemoryBytes
  if (limit !== undefined && limit < least) {
    const text = limit === 0 ? 'Redis has no memory limit' : `Redis has a memory limit of ${limit} bytes, not ${least}`
    differences.push(redisDifference(text, `redis-cli CONFIG SET maxmemory ${least}`))
  }
  return differences
}

/** Bytes; 0 is no limit, undefined when the server does not say. */
function memoryLimit(info: string): number | undefined {
  const text = /^maxmemory:(\d+)/m.exec(info)?.[1]
  return text === undefined ? undefined : Number(text)
}

function redisDifference(text: string, repair: string): GateDifference {
  return { check: 'redis', code: 'configuration_invalid', text, repair }
}
