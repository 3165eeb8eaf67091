import { Redis } from 'ioredis'
import type { AcademyConfig } from '../config/index.ts'

/** Where log lines of the connection go. */
export interface RedisEvents {
  readonly onError?: (error: Error) => void
}

const commandTimeoutMs = 1000
const longestPauseMs = 2000

/**
 * Opens a connection that reconnects for ever (P-27), with a capped back-off. While it is down a command fails at once
 * instead of waiting in memory: progress may be late, work may not.
 *
 * @example
 * const redis = createRedis(config)
 * await whenReady(redis, 5)
 */
export function createRedis(config: Pick<AcademyConfig, 'redis'>, { onError }: RedisEvents = {}): Redis {
  const redis = new Redis(config.redis.url, {
    connectTimeout: 5000,
    commandTimeout: commandTimeoutMs,
    keepAlive: 10_000,
    enableOfflineQueue: false,
    // A command whose answer was lost is not sent again behind the caller's back.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    retryStrategy: reconnectAfterMs,
    // After a failover the old primary answers READONLY: a new connection finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  })
  // Without a listener every failed attempt would be printed; with one it never ends the process.
  redis.on('error', onError ?? (() => {}))
  return redis
}

/** Milliseconds until the next attempt: full jitter, never gives up. */
export function reconnectAfterMs(attempt: number, random: () => number = Math.random): number {
  return 20 + random() * Math.min(longestPauseMs, 50 * 2 ** Math.min(attempt, 10))
}

/** Resolves with true once the connection can take commands, with false after `seconds`. For the boot. */
export function whenReady(redis: Redis, seconds: number): Promise<boolean> {
  if (redis.status === 'ready') return Promise.resolve(true)
  return new Promise((resolve) => {
    const finish = (ready: boolean) => {
      clearTimeout(timer)
      redis.off('ready', ready_)
      resolve(ready)
    }
    const ready_ = () => finish(true)
    const timer = setTimeout(() => finish(false), seconds * 1000)
    redis.on('ready', ready_)
  })
}
