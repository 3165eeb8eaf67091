/** Long polls that wait for a queue, woken by what passes through the front. */
export class WaitingRoom {
  readonly #waiting = new Map<string, Set<() => void>>()

  /** Resolves when the queue may have a message, after `milliseconds`, or when `gone` fires. */
  wait(queue: string, milliseconds: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(queue) ?? new Set()
      this.#waiting.set(queue, waiting)
      const wake = () => {
        clearTimeout(timer)
        gone.removeEventListener('abort', wake)
        waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      waiting.add(wake)
      if (gone.aborted) wake()
      else gone.addEventListener('abort', wake, { once: true })
    })
  }

  /** A message of the queue may have become visible. */
  wake(queue: string): void {
    for (const wake of [...(this.#waiting.get(queue) ?? [])]) wake()
  }

  wakeAll(): void {
    for (const queue of this.#waiting.keys()) this.wake(queue)
  }
}
