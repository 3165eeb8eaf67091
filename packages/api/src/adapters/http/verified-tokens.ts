import type { Identity } from '../../domain/identity.ts'

interface Verified {
  readonly identity: Identity
  /** Seconds since 1970. */
  readonly expires: number
}

// Twice as many are kept at the most, about 1 kB each.
const mostOfGeneration = 20_000

/**
 * Tokens whose signature was verified before, until they expire: whoever polls every second shows the same token a
 * thousand times.
 *
 * The young are those seen since the last change of generations. When they are many enough they become the old, and
 * the old ones that nobody has shown since are forgotten: a token in use stays, and finding it writes nothing.
 */
export class VerifiedTokens {
  readonly #now: () => number
  #young = new Map<string, Verified>()
  #old = new Map<string, Verified>()

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  find(token: string): Identity | undefined {
    const found = this.#young.get(token) ?? this.#fromOld(token)
    return found && found.expires * 1000 > this.#now() ? found.identity : undefined
  }

  remember(token: string, identity: Identity, expires: number): void {
    this.#add(token, { identity, expires })
  }

  #fromOld(token: string): Verified | undefined {
    const found = this.#old.get(token)
    if (found) this.#add(token, found)
    return found
  }

  #add(token: string, verified: Verified): void {
    if (this.#young.size >= mostOfGeneration) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(token, verified)
  }
}
