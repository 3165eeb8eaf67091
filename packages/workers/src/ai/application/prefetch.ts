/**
 * Reads ahead: up to `capacity` values are produced while the consumer is still busy with earlier ones. An error of
 * the source surfaces after the values before it; leaving the loop early ends the source.
 */
export async function* prefetch<T>(source: AsyncIterable<T>, capacity: number): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const pending: Promise<IteratorResult<T>>[] = []
  const ask = () => {
    const next = iterator.next()
    // It is awaited later; until then its failure is nobody's unhandled rejection.
    next.catch(() => undefined)
    pending.push(next)
  }
  try {
    for (let asked = 0; asked < capacity; asked += 1) ask()
    for (;;) {
      const result = await pending.shift()
      if (!result || result.done) return
      ask()
      yield result.value
    }
  } finally {
    await iterator.return?.()
  }
}
