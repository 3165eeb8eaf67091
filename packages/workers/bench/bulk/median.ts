import type { Measured } from './measure.ts'

/** The middle of some numbers, between the two middle ones of an even count. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  if (low === undefined || high === undefined) throw new RangeError('no numbers have no median')
  return (low + high) / 2
}

/** The median of each thing that runs of one measurement tell. */
export function medianOf(runs: readonly Measured[]): Measured {
  const of = (field: keyof Measured) => median(runs.map((run) => run[field]))
  return {
    seconds: of('seconds'),
    rows: of('rows'),
    cpuSeconds: of('cpuSeconds'),
    rssMb: of('rssMb'),
    statements: of('statements'),
  }
}
