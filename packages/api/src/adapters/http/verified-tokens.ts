import type { Identity } from '../../domain/identity.ts'

interface Verified {
  readonly identity: Identity
  /** Seconds since 1970. */
  readonly expires: number
}

const most = 10_000

/**
 * Tokens whose signature was verified before, until they expire: whoever polls every second shows the same token a
 * thousand times. The least recently used ones are forgotten.
 */
export class VerifiedTokens {
  readonly #known = new Map<string, Verified>()
  readonly #now: () => number

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  find(token: string): Identity | undefined {
    const found = this.#known.get(token)
    if (!found) return undefined
    this.#known.delete(token)
    if (found.expires * 1000 <= this.#now()) return undefined
    this.#known.set(token, found)
    return found.identity
  }

  remember(token: string, identity: Identity, expires: number): void {
    this.#known.set(token, { identity, expires })
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= most) break
      this.#known.delete(oldest)
    }
  }
}
