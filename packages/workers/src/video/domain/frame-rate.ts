import type { FrameRate } from './source-facts.ts'

const slowest = 10
const fastest = 60
const usual: FrameRate = { numerator: 30, denominator: 1 }

/**
 * The even frame rate in which all rungs are encoded. Keyframes lie at the same moments in each rung only when frames
 * do, and phones record uneven rates. Slide shows of one frame a minute and slow-motion rates are brought into range.
 */
export function encodedFrameRate(source: FrameRate): FrameRate {
  const perSecond = framesPerSecond(source)
  if (!Number.isFinite(perSecond) || perSecond <= 0) return usual
  if (perSecond < slowest) return { numerator: slowest, denominator: 1 }
  if (perSecond > fastest) return { numerator: fastest, denominator: 1 }
  return source
}

/** The fraction as a number; NaN when it says nothing (0/0). */
export function framesPerSecond({ numerator, denominator }: FrameRate): number {
  return numerator / denominator
}
