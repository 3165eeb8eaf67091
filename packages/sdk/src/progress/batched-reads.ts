import type { Redis } from 'ioredis'

type Texts = [status: string | null, progress: string | null]

interface Waiting {
  readonly statusKey: string
  readonly progressKey: string
  readonly resolve: (texts: Texts) => void
  readonly reject: (error: unknown) => void
}

// Enough to be worth it, few enough to hold up nobody else in Redis.
const mostReads = 250

/**
 * Reads the two documents of a job for many who ask at once: what is asked for within one turn of the event loop goes
 * to Redis as one command. For so small an answer the command itself, its write, its timer and its promise, costs more
 * than everything else.
 *
 * On Redis Cluster the keys of a command must live in one slot, and these do not: there each is read by itself.
 */
export class BatchedReads {
  private readonly redis: Redis
  private waiting: Waiting[] = []
  private isCluster = false

  constructor(redis: Redis) {
    this.redis = redis
  }

  /** The texts of both documents; null where there is none. Rejects as the command does. */
  read(statusKey: string, progressKey: string): Promise<Texts> {
    return new Promise((resolve, reject) => {
      // After all of this turn's I/O, unlike a microtask.
      if (this.waiting.length === 0) setImmediate(() => this.send())
      this.waiting.push({ statusKey, progressKey, resolve, reject })
    })
  }

  private send(): void {
    const all = this.waiting
    this.waiting = []
    for (let from = 0; from < all.length; from += mostReads) void this.answer(all.slice(from, from + mostReads))
  }

  private async answer(reads: readonly Waiting[]): Promise<void> {
    try {
      const texts = await this.texts(reads.flatMap(({ statusKey, progressKey }) => [statusKey, progressKey]))
      for (const [index, { resolve }] of reads.entries())
        resolve([texts[2 * index] ?? null, texts[2 * index + 1] ?? null])
    } catch (error) {
      for (const { reject } of reads) reject(error)
    }
  }

  private async texts(keys: string[]): Promise<(string | null)[]> {
    if (!this.isCluster) {
      try {
        return await this.redis.mget(keys)
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('CROSSSLOT')) throw error
        this.isCluster = true
      }
    }
    return Promise.all(keys.map((key) => this.redis.get(key)))
  }
}
