/**
 * Every state reached so far, once, as words in one typed array; an open-addressing hash table finds it again. A state
 * is known by its number, in the order of its discovery.
 */
export class StateStore {
  /** The state from which each was first reached, −1 for the first. */
  parents = new Int32Array(1 << 12)
  count = 0
  private readonly width: number
  private states: Uint32Array
  private table = new Int32Array(1 << 13).fill(-1)

  /** @param width words of a state */
  constructor(width: number) {
    this.width = width
    this.states = new Uint32Array(width << 12)
  }

  /** All states, one after the other; number n begins at word n × width. */
  get words(): Uint32Array {
    return this.states
  }

  /** The number of a state, adding it when it is new. */
  add(words: Uint32Array, parent: number): number {
    const at = this.slotOf(words, 0)
    const known = this.table[at] as number
    if (known >= 0) return known
    if (this.count === this.parents.length) this.growStates()
    this.states.set(words, this.count * this.width)
    this.parents[this.count] = parent
    this.table[at] = this.count
    this.count += 1
    if (this.count * 2 > this.table.length) this.growTable()
    return this.count - 1
  }

  /** The number of a state, −1 when it was never reached. */
  find(words: Uint32Array): number {
    return this.table[this.slotOf(words, 0)] as number
  }

  private slotOf(words: Uint32Array, from: number): number {
    const { width, states, table } = this
    let hash = 0x811c9dc5
    for (let i = 0; i < width; i++) {
      hash = Math.imul(hash ^ (words[from + i] as number), 0x01000193)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0x2c1b3c6d)
    hash ^= hash >>> 16
    const mask = table.length - 1
    let at = hash & mask
    for (;;) {
      const number = table[at] as number
      if (number < 0) return at
      const start = number * width
      let i = 0
      while (i < width && states[start + i] === words[from + i]) i++
      if (i === width) return at
      at = (at + 1) & mask
    }
  }

  private growStates(): void {
    const states = new Uint32Array(this.states.length * 2)
    states.set(this.states)
    this.states = states
    const parents = new Int32Array(this.parents.length * 2)
    parents.set(this.parents)
    this.parents = parents
  }

  private growTable(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1)
    for (let number = 0; number < this.count; number++) {
      this.table[this.slotOf(this.states, number * this.width)] = number
    }
  }
}
