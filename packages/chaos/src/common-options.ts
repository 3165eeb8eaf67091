import { cpSync } from 'node:fs'
import { whole } from './whole.ts'

/** What every command understands, for `parseArgs`. */
export const commonOptions = {
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  keep: { type: 'string' },
} as const

/** With `--json` standard output carries the last line alone. */
export function sayer(json: boolean): (line: string) => void {
  return json ? console.error : console.log
}

/**
 * What a run takes of them: its seed, where it tells what it does, and what happens to its logs and history.
 * @throws Error that says what is wrong with the seed
 */
export function commonOf({ seed, json, keep }: { seed: string; json: boolean; keep?: string | undefined }) {
  return { seed: whole('seed', seed, 0), say: sayer(json), ...(keep && { inspect: copyTo(keep) }) }
}

/** Copies the directory of a run there. */
export function copyTo(target: string): (directory: string) => void {
  return (directory) => cpSync(directory, target, { recursive: true })
}
