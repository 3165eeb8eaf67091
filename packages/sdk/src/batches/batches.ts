/** How a batch is sent; one answer an item, in the same order, an Error where that item alone failed. */
export interface BatchOptions<Item, Answer> {
  readonly send: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>
  readonly mostItems: number
  /** Batches under way at most; what comes meanwhile waits for the next. */
  readonly sideBySide: number
  /** Asked before a batch is sent: true when something else takes along what waits (`sendWith`), or calls `sendNow` after all. */
  readonly takenAlong?: () => boolean
}

interface Waiting<Item, Answer> {
  readonly item: Item
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/**
 * Sends together what is asked for in the same turn of the event loop, and what comes while earlier batches are under
 * way. An idle process therefore waits for nobody, and a busy one sends fewer, larger requests.
 *
 * @example
 * const deletes = new Batches({ send: deleteMessages, mostItems: 10, sideBySide: 4 })
 * await deletes.add(receiptHandle) // rejects when this one failed, whatever became of its neighbours
 */
export class Batches<Item, Answer> {
  private readonly options: BatchOptions<Item, Answer>
  private readonly waiting: Waiting<Item, Answer>[] = []
  private readonly underWay = new Set<Promise<void>>()
  private scheduled = false

  constructor(options: BatchOptions<Item, Answer>) {
    this.options = options
  }

  add(item: Item): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => this.waiting.push({ item, resolve, reject }))
    this.schedule()
    return answer
  }

  /** Something waits to be sent. */
  get wait(): boolean {
    return this.waiting.length > 0
  }

  /** A batch is under way that was sent by itself. */
  get sending(): boolean {
    return this.underWay.size > 0
  }

  /** Resolves when no batch is under way that was sent by itself. */
  async whenSent(): Promise<void> {
    while (this.sending) await Promise.all(this.underWay)
  }

  /** Sends what waits, as far as it may. */
  sendNow(): void {
    while (this.wait && this.underWay.size < this.options.sideBySide) {
      const sent = this.sendWith(async (items) => ({ answers: await this.options.send(items) }))
        .catch(() => {}) // whoever waits has heard of it
        .then(() => {
          this.underWay.delete(sent)
          if (this.wait) this.schedule()
        })
      this.underWay.add(sent)
    }
  }

  /**
   * Sends what waits together with something else, whose answer it returns; it counts for none of those side by side.
   * @throws what `send` threw; those that waited hear of it as well
   */
  async sendWith<Whole extends { readonly answers: readonly (Answer | Error)[] }>(
    send: (items: readonly Item[]) => Promise<Whole>,
  ): Promise<Whole> {
    const batch = this.waiting.splice(0, this.options.mostItems)
    try {
      const whole = await send(batch.map(({ item }) => item))
      for (const [at, { resolve, reject }] of batch.entries()) {
        const answer = whole.answers[at] as Answer | Error
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      }
      return whole
    } catch (error) {
      for (const { reject } of batch) reject(error as Error)
      throw error
    }
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      if (this.wait && !this.options.takenAlong?.()) this.sendNow()
    })
  }
}
