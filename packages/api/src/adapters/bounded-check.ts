/**
 * A yes-or-no question that many ask: one is under way at a time, its answer holds for a moment, and after `limitMs`
 * the answer is no (while the question goes on, so that a slow server is not asked ever more often).
 */
export function boundedCheck(ask: () => Promise<unknown>, { limitMs, holdMs }: { limitMs: number; holdMs: number }) {
  let last: { at: number; ok: boolean } | undefined
  let underWay: Promise<boolean> | undefined
  const start = () => {
    underWay ??= ask()
      .then(
        () => true,
        () => false,
      )
      .then((ok) => {
        last = { at: performance.now(), ok }
        underWay = undefined
        return ok
      })
    return underWay
  }
  return async (): Promise<boolean> => {
    if (last && performance.now() - last.at < holdMs) return last.ok
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, limitMs, false)
    })
    try {
      return await Promise.race([start(), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
