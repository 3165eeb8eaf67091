import { appendFileSync } from 'node:fs'

/** Notes a figure of this run; `pnpm test:laws` prints them all at its end, and docs/failure-modes.md quotes them. */
export function measured(what: string, seconds: number): void {
  const file = process.env.ACADEMY_MEASURED
  if (file) appendFileSync(file, `${JSON.stringify({ what, seconds: Math.round(seconds * 10) / 10 })}\n`)
}
