import type { Redis } from 'ioredis'
import { redisPolicy } from '../contract/index.ts'

/** What a server does with keys when its memory is full. */
export interface EvictionPolicyCheck {
  readonly ok: boolean
  readonly expected: string
  /** null when the server does not say. */
  readonly actual: string | null
  /** How to set it right. */
  readonly repair: string
}

/**
 * Compares the server's eviction policy with the contract's (M4): another one could evict a finished job's status,
 * which has no TTL. Uses INFO, since managed servers refuse CONFIG.
 */
export async function checkEvictionPolicy(
  redis: Redis,
  expected: string = redisPolicy.evictionPolicy,
): Promise<EvictionPolicyCheck> {
  const actual = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? null
  return { ok: actual === expected, expected, actual, repair: `redis-cli CONFIG SET maxmemory-policy ${expected}` }
}
