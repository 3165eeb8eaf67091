import type { Verdict } from '../verdict/judge.ts'

/** The one line that programs read. */
export function summaryLine(verdict: Verdict, setupSeconds: number, runSeconds: number): string {
  return JSON.stringify({
    verdict: verdict.verdict,
    setup_s: round(setupSeconds),
    run_s: round(runSeconds),
    stages: verdict.stages.map(({ id, status, ms }) => ({ id, status, ms })),
    checks: verdict.checks.map(({ id, status }) => ({ id, status })),
    caught_by: verdict.caughtBy,
  })
}

/** To a tenth of a second. */
export const round = (seconds: number): number => Math.round(seconds * 10) / 10
