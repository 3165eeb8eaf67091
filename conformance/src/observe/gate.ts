/**
 * Lets ordinary calls run side by side and one measurement run alone: while the API's statements are counted, no other
 * part of the suite may make the API read the database.
 */
export class Gate {
  #shared = 0
  #alone = false
  #waiting: (() => void)[] = []

  /** Runs `work` beside others of its kind. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#change()
    this.#shared += 1
    try {
      return await work()
    } finally {
      this.#shared -= 1
      this.#wake()
    }
  }

  /** Runs `work` when nothing else runs, and keeps everything else waiting meanwhile. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone) await this.#change()
    this.#alone = true
    try {
      while (this.#shared > 0) await this.#change()
      return await work()
    } finally {
      this.#alone = false
      this.#wake()
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #wake(): void {
    const woken = this.#waiting
    this.#waiting = []
    for (const resolve of woken) resolve()
  }
}
