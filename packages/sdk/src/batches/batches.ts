/** How a batch is sent; one answer an item, in the same order, an Error where that item alone failed. */
export interface BatchOptions<Item, Answer> {
  readonly send: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>
  readonly mostItems: number
  /** Batches under way at most; what comes meanwhile waits for the next. */
  readonly sideBySide: number
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
  private underWay = 0
  private scheduled = false

  constructor(options: BatchOptions<Item, Answer>) {
    this.options = options
  }

  add(item: Item): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => this.waiting.push({ item, resolve, reject }))
    this.schedule()
    return answer
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      while (this.waiting.length > 0 && this.underWay < this.options.sideBySide) {
        void this.send(this.waiting.splice(0, this.options.mostItems))
      }
    })
  }

  private async send(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    this.underWay += 1
    try {
      const answers = await this.options.send(batch.map(({ item }) => item))
      for (const [at, { resolve, reject }] of batch.entries()) {
        const answer = answers[at] as Answer | Error
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error as Error)
    } finally {
      this.underWay -= 1
      if (this.waiting.length > 0) this.schedule()
    }
  }
}
