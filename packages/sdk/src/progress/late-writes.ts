import type { DocumentWrite } from './write-script.ts'

const mostKept = 10_000
const tryAgainMs = 1000

/**
 * Status documents that Redis did not take. An outage delays what is shown (P-27), it must not leave a job shown as
 * RUNNING that is DONE: no later write would correct that. Only the newest of each key is kept, and this process tries
 * it until Redis has answered. Updates of progress are not kept, the next one follows anyway.
 */
export class LateWrites {
  private readonly write: (write: DocumentWrite) => Promise<unknown>
  private readonly kept = new Map<string, DocumentWrite>()
  private timer: NodeJS.Timeout | undefined
  private beingTried = 0

  /** @param write tries one write; rejects while Redis does not take it */
  constructor(write: (write: DocumentWrite) => Promise<unknown>) {
    this.write = write
  }

  /** How many wait. */
  get size(): number {
    return this.kept.size + this.beingTried
  }

  keep(write: DocumentWrite): void {
    const known = this.kept.get(write.key)
    if (known && isNewer(known, write)) return
    this.kept.set(write.key, write)
    const [oldest] = this.kept.keys()
    if (this.kept.size > mostKept && oldest !== undefined) this.kept.delete(oldest)
    this.schedule()
  }

  forget(): void {
    this.kept.clear()
    clearTimeout(this.timer)
  }

  private async tryAgain(): Promise<void> {
    const writes = [...this.kept.values()]
    this.kept.clear()
    this.beingTried = writes.length
    const outcomes = await Promise.allSettled(writes.map((write) => this.write(write)))
    this.beingTried = 0
    this.timer = undefined
    for (const [at, write] of writes.entries()) if (outcomes[at]?.status === 'rejected') this.keep(write)
    if (this.kept.size > 0) this.schedule()
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.tryAgain(), tryAgainMs).unref()
  }
}

const isNewer = (a: DocumentWrite, b: DocumentWrite): boolean =>
  a.fence > b.fence || (a.fence === b.fence && a.order > b.order)
