import type { Redis } from 'ioredis'

const pingEveryMs = 1500

/**
 * Whether Redis answers. A connection that is open says nothing: a server that lost its network keeps it so, and a
 * worker without work writes nothing that could fail.
 */
export class RedisPulse {
  private answered = true
  private readonly timer: NodeJS.Timeout

  constructor(redis: Redis) {
    const ping = async () => {
      this.answered = await redis.ping().then(
        () => true,
        () => false,
      )
      this.timer.refresh()
    }
    this.timer = setTimeout(() => void ping(), pingEveryMs).unref()
  }

  /** As of the last ping. */
  get beats(): boolean {
    return this.answered
  }

  stop(): void {
    clearTimeout(this.timer)
  }
}
