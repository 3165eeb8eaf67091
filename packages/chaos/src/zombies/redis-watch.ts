import type { AcademyConfig } from '@academy/sdk/config'
import { createRedis, whenReady } from '@academy/sdk/redis'

/** A document of a job that Redis accepted. */
export interface RedisWrite {
  readonly job: string
  /** `status` or `progress`. */
  readonly kind: string
  readonly fence: number
}

/** Every document of a job that Redis accepts from now on, as the server itself tells it; in their order. */
export interface RedisWatch extends AsyncDisposable {
  readonly writes: readonly RedisWrite[]
}

const patienceSeconds = 10

/** Watches the server by MONITOR, which shows what scripts write and not what they refuse. */
export async function watchRedis(config: Pick<AcademyConfig, 'redis'>): Promise<RedisWatch> {
  const redis = createRedis(config)
  await whenReady(redis, patienceSeconds)
  const monitor = await redis.monitor()
  const writes: RedisWrite[] = []
  monitor.on('monitor', (_time: string, [command = '', key = '', document = '']: string[]) => {
    const [, job, kind] = /:job:([^:]+):(status|progress)$/.exec(key) ?? []
    if (command.toUpperCase() !== 'SET' || !job || !kind) return
    // The server shows bytes that are no ASCII escaped: what it shows is not the JSON that it keeps.
    writes.push({ job, kind, fence: Number(/"fence":(\d+)/.exec(document)?.[1] ?? -1) })
  })
  return {
    writes,
    async [Symbol.asyncDispose]() {
      monitor.disconnect()
      redis.disconnect()
    },
  }
}
