import type { Evidence } from './judge/evidence.ts'
import type { Judgement } from './judge/judge.ts'
import type { Rule } from './judge/violation.ts'
import type { Plan } from './plan/planned.ts'

/** The last line of a run. */
export type Summary = ReturnType<typeof summary>

export function summary({ plan, jobs }: Pick<Evidence, 'plan' | 'jobs'>, judgement: Judgement) {
  const { violations, faults, waits, ambiguous, recovery, redelivery } = judgement
  const count = (rule: Rule) => violations.filter((violation) => violation.rule === rule).length
  return {
    jobs: jobs.length,
    faults,
    lost: count('lost'),
    duplicate_effects: count('duplicate_effects'),
    stale_writes_accepted: count('stale_writes_accepted'),
    overlapping_runs: count('overlapping_runs'),
    deleted_early: count('deleted_early'),
    unexpected_dlq: count('unexpected_dlq'),
    attempts_burned_by_operations: count('attempts_burned_by_operations'),
    ambiguous,
    recovery_p50_s: round(recovery.p50),
    recovery_p99_s: round(recovery.p99),
    redelivery_p99_s: round(redelivery.p99),
    recoveries: waits.filter((wait) => wait.kind === 'recovery' && !wait.stalled).length,
    redeliveries: waits.filter((wait) => wait.kind === 'redelivery' && !wait.stalled).length,
    stalled_waits: waits.filter((wait) => wait.stalled).length,
    seed: plan.seed,
    seconds: plan.seconds,
    ok: violations.length === 0,
  }
}

/** Violations in words, each with what the recorder and the job's row saw. At most `most` of each rule in full. */
export function violationsInWords(evidence: Evidence, { violations }: Judgement, most = 3): string {
  const told = new Map<Rule, number>()
  return violations
    .flatMap(({ rule, job, detail }) => {
      const before = told.get(rule) ?? 0
      told.set(rule, before + 1)
      const line = `${rule}: ${job ?? ''} ${detail}`
      return before < most && job ? [line, ...timeline(evidence, job).map((each) => `    ${each}`)] : [line]
    })
    .join('\n')
}

/** Everything that was seen of one job, and what befell the workers that had it, in order. */
function timeline({ entries, states }: Evidence, job: string): string[] {
  const own = entries.filter((entry) => 'job' in entry && entry.job === job && entry.what !== 'stepped')
  const workers = new Set(own.flatMap((entry) => ('worker' in entry ? [entry.worker] : [])))
  const first = entries.find(({ what }) => what === 'window')?.at ?? entries[0]?.at ?? 0
  const rows = states.filter((row) => row.job === job)
  const [from, to] = [Math.min(...rows.map(({ at }) => at)), Math.max(...rows.map(({ at }) => at))]
  const around = entries.filter(
    (entry) =>
      entry.at >= from - 1000 &&
      entry.at <= to + 1000 &&
      (('worker' in entry && workers.has(entry.worker) && !('job' in entry)) || 'server' in entry),
  )
  const told = (at: number, text: string) => ({
    at,
    text: `${((at - first) / 1000).toFixed(3).padStart(8)} s  ${text}`,
  })
  return [
    ...own.concat(around).map(({ at, ...entry }) => told(at, JSON.stringify(entry))),
    ...rows.map((row) =>
      told(
        row.at,
        `row: ${row.status} fence ${row.fence} attempt ${row.attempt} crashes ${row.crashes} ${row.lockedBy ?? ''}`,
      ),
    ),
  ]
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text)
}

/** The plan for people. */
export function planInWords({ seed, seconds, workers, jobs, faults, tenants }: Plan): string {
  const lines = faults.map(
    ({ at, kind, worker = '', seconds: lasts, scope = '', ends = '', action = '', count = '' }) =>
      [
        at.toFixed(1).padStart(6),
        kind,
        worker,
        lasts === undefined ? '' : `${lasts.toFixed(1)} s`,
        scope,
        ends,
        action,
        count,
      ]
        .filter((part) => part !== '')
        .join('  '),
  )
  return [
    `seed ${seed}, ${seconds} s: ${jobs.length} jobs of ${tenants.length} tenants, ${workers.length} workers, ${faults.length} faults`,
    ...lines,
  ].join('\n')
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100
