import type { WireEntry } from './types.ts'

/** Every request that reached the front, oldest first. Old entries are dropped when there are too many. */
export class WireLog {
  #entries: WireEntry[] = []
  #next = 1
  readonly #limit: number

  constructor(limit = 200_000) {
    this.#limit = limit
  }

  add(entry: Omit<WireEntry, 'seq'>): WireEntry {
    const added: WireEntry = { seq: this.#next, ...entry }
    this.#next += 1
    this.#entries.push(added)
    if (this.#entries.length > this.#limit * 1.1) this.#entries = this.#entries.slice(-this.#limit)
    return added
  }

  /** Entries with a number greater than `seq`, also those whose client still waits. */
  since(seq = 0): readonly WireEntry[] {
    const first = this.#entries[0]?.seq ?? this.#next
    return this.#entries.slice(Math.max(0, seq + 1 - first))
  }

  /** The number of the newest entry: `since(log.last)` shows what happens from now on. */
  get last(): number {
    return this.#next - 1
  }
}
