import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contract } from '../contract/load.ts'
import type { Target } from '../target/target.ts'
import type { Verdict } from '../verdict/judge.ts'
import { junit } from './junit.ts'
import { round } from './summary.ts'

/** Writes report.json and junit.xml; history.ndjson stands there already, written as things happened. */
export function writeReports(
  directory: string,
  verdict: Verdict,
  run: { target: Target; contract: Contract; setupSeconds: number; runSeconds: number; started: string },
): void {
  mkdirSync(directory, { recursive: true })
  const lines = [...verdict.stages, ...verdict.checks]
  const report = {
    verdict: verdict.verdict,
    target: run.target.name,
    contract: run.contract.revision,
    started: run.started,
    setup_s: round(run.setupSeconds),
    run_s: round(run.runSeconds),
    caught_by: verdict.caughtBy,
    rows: lines.map(({ id, title, status, ms }) => ({ id, title, status, ms })),
    findings: lines.flatMap(({ findings }) => findings),
  }
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(join(directory, 'junit.xml'), junit(verdict, round(run.runSeconds)))
}
