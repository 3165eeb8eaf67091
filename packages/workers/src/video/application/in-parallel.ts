/** Does something with every item, a few at a time. The first failure stops the rest from being started. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const lane = async () => {
    for (const item of waiting) await work(item)
  }
  const lanes = Array.from({ length: Math.min(atOnce, items.length) }, () =>
    lane().catch((error) => {
      for (const _ of waiting); // nothing more is started
      throw error
    }),
  )
  // All have ended before the caller goes on: nothing is still being read when its files are removed.
  const ends = await Promise.allSettled(lanes)
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure) throw failure.reason
}
