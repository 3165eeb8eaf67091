import { setTimeout as sleep } from 'node:timers/promises'

/** Spreads work evenly, `perSecond` pieces of it at most. */
export class Pace {
  private readonly everyMs: number
  private next = performance.now()

  constructor(perSecond: number) {
    this.everyMs = 1000 / perSecond
  }

  /** Waits until the next piece may begin. @returns false when `signal` was aborted meanwhile */
  async ready(signal: AbortSignal | undefined): Promise<boolean> {
    const wait = this.next - performance.now()
    if (wait > 0) await sleep(wait, undefined, { ...(signal && { signal }) }).catch(() => {})
    return !signal?.aborted
  }

  /** A piece begins now. */
  begin(): void {
    this.next = Math.max(this.next, performance.now()) + this.everyMs
  }
}
