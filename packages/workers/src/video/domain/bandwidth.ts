/** A segment with what it weighs. */
export interface WeighedSegment {
  /** Seconds. */
  readonly duration: number
  readonly bytes: number
}

/** Bits a second: of the heaviest stretch, and on average. */
export interface Bandwidth {
  readonly peak: number
  readonly average: number
}

/**
 * The rates that a player chooses a rung by, from the segments themselves rather than from what was asked of the
 * encoder. As RFC 8216 has it, segments shorter than half the target do not count for the peak: a last one of a few
 * frames would.
 */
export function bandwidthOf(segments: readonly WeighedSegment[], targetSeconds: number): Bandwidth {
  const whole = segments.filter(({ duration }) => duration >= targetSeconds / 2)
  const average = rate(sum(segments, 'bytes'), sum(segments, 'duration'))
  const peak = Math.max(average, ...whole.map(({ bytes, duration }) => rate(bytes, duration)))
  return { peak, average }
}

const rate = (bytes: number, seconds: number) => Math.ceil((bytes * 8) / seconds)

const sum = (segments: readonly WeighedSegment[], field: keyof WeighedSegment) =>
  segments.reduce((total, segment) => total + segment[field], 0)
