import type { PlannedJob } from '../plan/planned.ts'
import type { Evidence, JobEnd } from './evidence.ts'
import type { Violation } from './violation.ts'

const terminal: readonly string[] = ['DONE', 'FAILED', 'CANCELLED', 'DEAD']

/** How a job ends by its script when no operation does it harm. */
export function expectedEnd({ script }: PlannedJob, { maxAttempts }: Pick<JobEnd, 'maxAttempts'>) {
  if (script.outcome === 'poison') return { status: 'DEAD', attempt: maxAttempts }
  if (script.outcome === 'terminal' || script.outcome === 'ambiguous') return { status: 'FAILED', attempt: 1 }
  return { status: 'DONE', attempt: script.failures + 1 }
}

/**
 * Every job that its creator was told of ends, and as its script says: the row, one result and one effect for each that
 * is DONE, nothing for any other.
 */
export function endsOfJobs({ plan, entries, jobs, results, fenced }: Evidence): readonly Violation[] {
  const rows = new Map(jobs.map((row) => [row.job, row]))
  const planned = new Map(plan.jobs.map((job) => [job.id, job]))
  const found: Violation[] = []
  for (const entry of entries) {
    if (entry.what === 'created' && !rows.has(entry.job)) {
      found.push({ rule: 'lost', job: entry.job, detail: 'its creator was told that it exists, and no row does' })
    }
  }
  const withResult = countsOf(results)
  const effects = countsOf(fenced.filter(({ kind }) => kind === 'effect').map(({ job }) => job))
  for (const row of jobs) {
    const job = planned.get(row.job)
    const say = (rule: Violation['rule'], detail: string) => found.push({ rule, job: row.job, detail })
    if (!job) continue
    const expected = expectedEnd(job, row)
    const [made, kept] = [effects.get(row.job) ?? 0, withResult.get(row.job) ?? 0]
    if (!terminal.includes(row.status)) say('lost', `still ${row.status} after everything had settled`)
    else if (row.status === 'DEAD' && expected.status !== 'DEAD') {
      say('unexpected_dlq', `DEAD (${row.errorCode}), attempt ${row.attempt}, crashes ${row.crashes}`)
    } else if (row.status !== expected.status) {
      say('lost', `${row.status} (${row.errorCode}), and its script ends ${expected.status}`)
    } else if (row.status === 'DONE' && (made === 0 || kept === 0)) {
      say('lost', `DONE with ${made} effects and ${kept} results`)
    }
    const allowed = row.status === 'DONE' ? 1 : 0
    if (made > allowed || kept > allowed) {
      say('duplicate_effects', `${row.status} with ${made} effects and ${kept} results`)
    }
  }
  return found
}

/** The claim counts an attempt, and whatever is not the job's own failure gives it back. */
export function burnedAttempts({ plan, jobs }: Evidence): readonly Violation[] {
  const rows = new Map(jobs.map((row) => [row.job, row]))
  return plan.jobs.flatMap((job) => {
    const row = rows.get(job.id)
    if (!row || !terminal.includes(row.status)) return []
    const { attempt } = expectedEnd(job, row)
    if (row.attempt === attempt) return []
    const detail = `${row.status} at attempt ${row.attempt}, by its script ${attempt} (${row.errorCode ?? 'no error'})`
    return [{ rule: 'attempts_burned_by_operations' as const, job: job.id, detail }]
  })
}

/** The dead-letter queues hold every DEAD job and every message that was none, and nothing else. */
export function deadLetters({ entries, jobs, deadLetters: bodies }: Evidence): readonly Violation[] {
  const dead = new Set(jobs.filter(({ status }) => status === 'DEAD').map(({ job }) => job))
  const sent = entries.filter((entry) => entry.what === 'garbage')
  const found: Violation[] = []
  const seen = new Set<string>()
  for (const body of bodies) {
    const id = /"job_id":"([^"]+)"/.exec(body)?.[1] ?? /^garbage (.*)$/.exec(body)?.[1] ?? body.slice(0, 100)
    if (!seen.has(id) && !dead.has(id) && !sent.some((each) => each.id === id)) {
      found.push({ rule: 'unexpected_dlq', job: id, detail: 'a dead letter of a job that is not DEAD' })
    }
    seen.add(id)
  }
  for (const job of dead) {
    if (!seen.has(job)) found.push({ rule: 'lost', job, detail: 'DEAD, and not in the dead-letter queue' })
  }
  for (const { id, queue, at } of sent) {
    const purged = entries.some((entry) => entry.what === 'purged' && entry.queue === queue && entry.at >= at)
    if (!seen.has(id) && !purged)
      found.push({ rule: 'lost', job: id, detail: 'a message that was none: no quarantine' })
  }
  return found
}

/** Whatever was committed under a fence, the job's fence was still that one in the instant of the commit. */
export function staleWrites({ fenced }: Evidence): readonly Violation[] {
  return fenced
    .filter(({ fence, fenceAtCommit }) => fence !== fenceAtCommit)
    .map(({ job, fence, fenceAtCommit, kind, pid }) => {
      const detail = `process ${pid} committed its ${kind} under fence ${fence} while the job's fence was ${fenceAtCommit}`
      return { rule: 'stale_writes_accepted', job, detail }
    })
}

function countsOf(jobs: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const job of jobs) counts.set(job, (counts.get(job) ?? 0) + 1)
  return counts
}
