import type { Evidence, FencedRow, JobEnd, StateRow } from '../../src/judge/evidence.ts'
import type { PlannedJob, Script } from '../../src/plan/planned.ts'
import type { Entry, Seen } from '../../src/recorder/history.ts'

export const firstJob = '00000000-0000-4000-a000-000000000001'

/** A history made by hand: a run in which one job is done well, to which a test adds what went wrong. */
export class HandMade {
  private readonly planned: PlannedJob[] = []
  private readonly entries: Entry[] = []
  private readonly ends: JobEnd[] = []
  private readonly results: string[] = []
  private readonly fenced: FencedRow[] = []
  private readonly unfenced: { job: string; fence: number; pid: number }[] = []
  private readonly states: StateRow[] = []
  private readonly letters: string[] = []
  private readonly deletes: { at: number; job: string }[] = []

  /** A job of the plan whose creator was told at `at` (seconds) that it exists. */
  job(script: Partial<Script> = {}, job = firstJob): this {
    const whole: Script = { outcome: 'done', failures: 0, ms: 100, ...script }
    this.planned.push({ id: job, at: 0, tenant: 'one', fleet: 'ai', tier: 'lite', script: whole })
    return this.see(0, { what: 'created', job }).state(0, { status: 'PENDING', fence: 0, attempt: 0, lockedBy: null })
  }

  see(seconds: number, seen: Seen): this {
    this.entries.push({ ...seen, at: seconds * 1000 })
    return this
  }

  /** A handler that starts at `from` and makes a step at each of the times given. */
  run(
    from: number,
    steps: readonly number[],
    of: Partial<Omit<JobEnd, 'job'>> & { pid?: number; worker?: string } = {},
  ): this {
    const { pid = 10, worker = 'ai-1', fence = 1, attempt = 1 } = of
    const run = { job: firstJob, fence, attempt, worker, pid, workerPid: pid }
    this.state(from, { status: 'RUNNING', fence, attempt, lockedBy: `${worker}:x` })
    this.see(from, { what: 'started', ...run })
    for (const at of steps) this.see(at, { what: 'stepped', ...run })
    return this
  }

  /** The job's row at the end; a DONE one has its result and its effect. */
  end(of: Partial<JobEnd> = {}, { results = 1, effects = 1, at = 1000 } = {}): this {
    const end = {
      job: firstJob,
      status: 'DONE',
      attempt: 1,
      crashes: 0,
      fence: 1,
      maxAttempts: 3,
      errorCode: null,
      ...of,
    }
    this.ends.push(end)
    const done = end.status === 'DONE'
    for (let made = 0; made < (done ? results : 0); made += 1) this.results.push(end.job)
    for (let made = 0; made < (done ? effects : 0); made += 1) this.write({ fence: end.fence, kind: 'effect' })
    return this.state(at, { ...end, lockedBy: null })
  }

  /** A row under the fence. */
  write(row: Partial<FencedRow>): this {
    const { fence = 1 } = row
    this.fenced.push({ job: firstJob, fence, kind: 'note', pid: 10, fenceAtCommit: fence, ...row })
    return this
  }

  writeOutside(row: { fence: number; pid: number }): this {
    this.unfenced.push({ job: firstJob, ...row })
    return this
  }

  state(seconds: number, of: Partial<StateRow>): this {
    const row = { job: firstJob, status: 'PENDING', fence: 1, attempt: 1, crashes: 0, lockedBy: null, ...of }
    this.states.push({ ...row, at: seconds * 1000 })
    return this
  }

  letter(body: string): this {
    this.letters.push(body)
    return this
  }

  /** A request that deletes the job's message. */
  deleted(seconds: number): this {
    this.deletes.push({ at: seconds * 1000, job: firstJob })
    return this
  }

  evidence(): Evidence {
    const plan = { seed: 1, seconds: 180, tenants: ['one'], workers: [], faults: [], jobs: this.planned }
    return {
      plan,
      entries: this.entries.toSorted((a, b) => a.at - b.at),
      ...{ jobs: this.ends, results: this.results, fenced: this.fenced, unfenced: this.unfenced },
      states: this.states.toSorted((a, b) => a.at - b.at),
      deadLetters: this.letters,
      deletes: this.deletes,
    }
  }
}
