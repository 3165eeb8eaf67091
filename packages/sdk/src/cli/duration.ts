import { UsageError } from './command.ts'

const minute = 60
const hour = minute * 60
const units: Readonly<Record<string, number>> = { s: 1, m: minute, h: hour, d: hour * 24 }

/** Seconds of a duration such as `90s`, `30m`, `2h` or `7d`. @throws UsageError */
export function durationOf(option: string, text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? []
  const seconds = units[unit]
  if (count === undefined || seconds === undefined) {
    throw new UsageError(`${option} ${JSON.stringify(text)} is no duration: a number and s, m, h or d, such as 30m`)
  }
  return Number(count) * seconds
}

/** The largest unit that fits, for people: `3 h`. */
export function roughly(seconds: number): string {
  const [unit, size] = Object.entries(units).findLast(([, each]) => seconds >= each) ?? ['s', 1]
  return `${Math.floor(seconds / size)} ${unit}`
}
