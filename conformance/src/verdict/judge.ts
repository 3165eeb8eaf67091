import type { Check, Complaint } from '../checks/check.ts'
import type { Contract } from '../contract/load.ts'
import type { HistoryView } from '../history/history.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Exception, Target } from '../target/target.ts'
import { derivedRow, finals, stages } from './rows.ts'

export type Status = 'passed' | 'failed' | 'warning' | 'untestable' | 'not_applicable' | 'known_failing' | 'not_reached'

/** What one requirement came to. */
export interface Finding {
  readonly requirement: string
  readonly row: string
  readonly title: string
  readonly status: Status
  readonly pointer: string
  readonly incidents: readonly string[]
  /** How many facts were judged. */
  readonly observed: number
  readonly complaints: readonly Complaint[]
}

/** A line of the final table with its status. */
export interface Line {
  readonly id: string
  readonly title: string
  readonly status: Status
  readonly ms: number
  readonly findings: readonly Finding[]
}

/** What a run came to. */
export interface Verdict {
  readonly verdict: 'GO' | 'NO-GO'
  readonly stages: readonly Line[]
  readonly checks: readonly Line[]
  readonly caughtBy: readonly string[]
}

/** Statuses that do not stand in the way of GO. */
const acceptable = new Set<Status>(['passed', 'warning', 'not_applicable', 'known_failing'])
const bad = new Set<Status>(['failed', 'untestable'])

/**
 * Judges a history: a pure function, so that a recorded run can be judged again.
 * A scenario that broke off fails the line that answers for it; checks that need it and saw nothing are `not_reached`.
 */
export function judge(
  history: HistoryView,
  contract: Contract,
  checks: readonly Check[],
  scenarios: readonly Scenario[],
  target: Pick<Target, 'notApplicable' | 'knownFailing'>,
): Verdict {
  const findings = [
    ...scenarios.flatMap((scenario) => brokenOff(history, scenario)),
    ...checks.map((check) => withExceptions(judgeCheck(history, contract, check), target)),
    ...unknownExceptions(checks, target),
  ]
  const line = ({ id, title }: { id: string; title: string }): Line => {
    const mine = findings.filter(({ row }) => row === id)
    return { id, title, status: worst(mine), ms: millisecondsOf(history, id), findings: mine }
  }
  const stageLines = stages.map(line)
  const checkLines = finals.map((row) => {
    if (row.id !== derivedRow) return line(row)
    const own = line(row)
    const status: Status = stageLines.every(({ status: each }) => acceptable.has(each)) ? 'passed' : 'not_reached'
    return own.findings.some((finding) => bad.has(finding.status))
      ? { ...own, status: 'failed' as const }
      : { ...own, status }
  })
  const all = [...stageLines, ...checkLines]
  return {
    verdict: all.every(({ status }) => acceptable.has(status)) ? 'GO' : 'NO-GO',
    stages: stageLines,
    checks: checkLines,
    caughtBy: all.filter(({ id, status }) => bad.has(status) && id !== derivedRow).map(({ id }) => id),
  }
}

type State = { readonly state: string; readonly because?: string; readonly seq: number }

const lastState = (history: HistoryView, scenario: string): State | undefined => {
  const event = history.of('scenario').findLast((each) => each.scenario === scenario)
  return (
    event && {
      state: event.data.state,
      seq: event.seq,
      ...(event.data.because !== undefined && { because: event.data.because }),
    }
  )
}

function brokenOff(history: HistoryView, scenario: Scenario): Finding[] {
  const last = lastState(history, scenario.id)
  if (last?.state === 'finished' || last?.state === 'not_reached') return []
  const message = last?.because ?? (last ? 'it never ended' : 'it never began')
  return [
    {
      requirement: `carried-out-${scenario.id}`,
      row: scenario.row,
      title: scenario.title,
      status: 'failed',
      pointer: 'conformance',
      incidents: [],
      observed: 1,
      complaints: [{ message: `${scenario.title}: ${message}`, evidence: last ? [last.seq] : [] }],
    },
  ]
}

function judgeCheck(history: HistoryView, contract: Contract, check: Check): Finding {
  const { requirement, row, title, pointer, incidents } = check
  const base = { requirement, row, title, pointer, incidents }
  for (const id of check.scenarios) {
    const last = lastState(history, id)
    if (last?.state === 'finished') continue
    // The scenario's own line already says why it broke off; what cannot be judged for that was not reached.
    const message = `${id} ${last?.state ?? 'never began'}${last?.because === undefined ? '' : `: ${last.because}`}`
    return { ...base, status: 'not_reached', observed: 0, complaints: [{ message, evidence: last ? [last.seq] : [] }] }
  }
  try {
    const { observed, complaints } = check.judge(history, contract)
    if (observed === 0) {
      return {
        ...base,
        status: 'untestable',
        observed,
        complaints: [{ message: 'nothing was observed that could be judged', evidence: [] }],
      }
    }
    return { ...base, status: complaints.length === 0 ? 'passed' : 'failed', observed, complaints }
  } catch (error) {
    const message = `the check itself broke: ${error instanceof Error ? error.message : String(error)}`
    return { ...base, status: 'untestable', observed: 0, complaints: [{ message, evidence: [] }] }
  }
}

function withExceptions(
  finding: Finding,
  { notApplicable, knownFailing }: Pick<Target, 'notApplicable' | 'knownFailing'>,
): Finding {
  const has = (list: readonly Exception[]) => list.find(({ requirement }) => requirement === finding.requirement)
  const exempt = has(notApplicable)
  if (exempt) return { ...finding, status: 'not_applicable', complaints: [{ message: exempt.reason, evidence: [] }] }
  const known = has(knownFailing)
  if (!known) return finding
  if (finding.status === 'passed') {
    const message = 'listed as known to fail, but it passes: remove the entry from the target file'
    return { ...finding, status: 'failed', complaints: [{ message, evidence: [] }] }
  }
  return {
    ...finding,
    status: 'known_failing',
    complaints: [{ message: known.reason, evidence: [] }, ...finding.complaints],
  }
}

/** An exception for a requirement that does not exist would excuse nothing and hide a typo. */
function unknownExceptions(
  checks: readonly Check[],
  { notApplicable, knownFailing }: Pick<Target, 'notApplicable' | 'knownFailing'>,
): Finding[] {
  const names = new Set(checks.map(({ requirement }) => requirement))
  return [...notApplicable, ...knownFailing]
    .filter(({ requirement }) => !names.has(requirement))
    .map(({ requirement }) => ({
      requirement,
      row: 'check-10',
      title: 'entry of the target file',
      status: 'failed',
      pointer: 'conformance/targets',
      incidents: [],
      observed: 1,
      complaints: [{ message: `no requirement is called ${requirement}`, evidence: [] }],
    }))
}

const order: readonly Status[] = [
  'failed',
  'untestable',
  'not_reached',
  'known_failing',
  'warning',
  'passed',
  'not_applicable',
]

/** A line with no finding at all is a failure: zero of zero is not passed. */
function worst(findings: readonly Finding[]): Status {
  if (findings.length === 0) return 'untestable'
  return order.find((status) => findings.some((finding) => finding.status === status)) ?? 'untestable'
}

const millisecondsOf = (history: HistoryView, row: string): number =>
  history
    .of('scenario')
    .filter(({ scenario }) => scenario === row)
    .reduce((sum, { data }) => sum + (data.ms ?? 0), 0)
