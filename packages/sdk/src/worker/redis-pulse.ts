import type { Redis } from 'ioredis'

const pingEveryMs = 1500

/**
 * Whether Redis answers. A connection that is open says nothing: a server that lost its network keeps it so, and a
 * worker without work writes nothing that could fail.
 */
export class RedisPulse {
  private unanswered = 0
  private readonly timer: NodeJS.Timeout

  constructor(redis: Redis) {
    const ping = async () => {
      this.unanswered = await redis.ping().then(
        () => 0,
        () => this.unanswered + 1,
      )
      this.timer.refresh()
    }
    this.timer = setTimeout(() => void ping(), pingEveryMs).unref()
  }

  /** False once two pings in a row had no answer: one alone may have met a busy moment. */
  get beats(): boolean {
    return this.unanswered < 2
  }

  stop(): void {
    clearTimeout(this.timer)
  }
}
