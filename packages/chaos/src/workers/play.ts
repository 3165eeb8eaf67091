// What a job's handler does, whatever its type: it reports each step to the recorder, writes one row outside and one
// inside the fence, and ends as its script says.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, Transaction } from '@academy/sdk/database'
import { AmbiguousError, RetryableError, snooze, TerminalError } from '@academy/sdk/errors'
import type { ClaimedJob, JobContext } from '@academy/sdk/worker'
import type { Plan, Script } from '../plan/planned.ts'
import { Recorder } from '../recorder/history.ts'
import { settings } from './settings.ts'

const stepMs = 40
const notedMs = 300 // shorter jobs write their fenced row in the transaction that ends them

/** The recorder's side of a worker process, or of a child process of one. */
export class Player {
  private readonly scripts: ReadonlyMap<string, Script>
  private readonly recorder: Recorder
  private readonly pool: Pool
  private readonly worker = process.env.WORKER_NAME ?? ''
  private readonly workerPid: number

  /** @param isolated whether the handlers run in a child process of the worker */
  constructor(pool: Pool, { isolated }: { readonly isolated: boolean }) {
    const { planFile, historyFile } = settings()
    const plan = JSON.parse(readFileSync(planFile, 'utf8')) as Plan
    this.scripts = new Map(plan.jobs.map((job) => [job.id, job.script]))
    this.recorder = new Recorder(historyFile)
    this.pool = pool
    this.workerPid = isolated ? process.ppid : process.pid
    if (isolated) this.recorder.record({ what: 'child_up', worker: this.worker, pid: process.pid })
  }

  /** Plays the job's script; returns the rows that belong into the transaction that makes it DONE. */
  async play(job: ClaimedJob, ctx: JobContext, step: string): Promise<(tx: Transaction) => Promise<void>> {
    const { jobId, fence, attempt } = job
    const run = { job: jobId, fence, attempt, worker: this.worker, pid: process.pid, workerPid: this.workerPid }
    this.recorder.record({ what: 'started', ...run })
    try {
      await this.work(job, ctx, step, () => this.recorder.record({ what: 'stepped', ...run }))
      this.recorder.record({ what: 'ended', how: 'done', ...run })
      return (tx) => fencedRow(tx, job, 'effect')
    } catch (error) {
      const how = ctx.signal.aborted ? `aborted: ${(ctx.signal.reason as Error)?.message}` : String(error)
      this.recorder.record({ what: 'ended', how, ...run })
      throw error
    }
  }

  private async work(job: ClaimedJob, ctx: JobContext, step: string, stepped: () => void): Promise<void> {
    const script = this.scripts.get(job.jobId)
    if (!script) throw new TerminalError('source_unreadable', `job ${job.jobId} is not of this plan`)
    const began = performance.now()
    await this.pool.query('INSERT INTO chaos_unfenced (job_id, fence, pid) VALUES ($1, $2, $3)', [
      ...[job.jobId, job.fence, process.pid],
    ])
    stepped()
    const snoozed = await this.note(job, ctx, script)
    stepped()
    await ctx.progress({ step, stepPercent: 50 })
    const lasts = job.fence === 1 ? (script.firstMs ?? script.ms) : script.ms
    while (performance.now() - began < lasts) {
      await sleep(Math.min(stepMs, lasts), undefined, { signal: ctx.signal })
      stepped()
    }
    ctx.signal.throwIfAborted()
    if (script.outcome === 'snooze' && !snoozed) {
      throw snooze(1, 'quota_exceeded', 'not yet')
    }
    fail(script, job.attempt)
  }

  /** A row and a checkpoint in a fenced transaction of a long job; tells whether an earlier run has put itself off. */
  private async note(job: ClaimedJob, ctx: JobContext, { outcome, ms }: Script): Promise<boolean> {
    if (ms < notedMs && outcome !== 'snooze') return false
    const before = await ctx.checkpoint.load<{ snoozed: boolean }>()
    await ctx.transaction(async (tx) => {
      await fencedRow(tx, job, 'note')
      await ctx.checkpoint.save(tx, { snoozed: outcome === 'snooze' })
    })
    return before?.snoozed ?? false
  }
}

function fail({ outcome, failures }: Script, attempt: number): void {
  const soon = { retryAfterSeconds: 1 }
  if (outcome === 'terminal') throw new TerminalError('source_unreadable', 'never')
  if (outcome === 'ambiguous') throw new AmbiguousError('provider_result_ambiguous', 'who knows')
  if (outcome === 'poison' || (outcome === 'retry' && attempt <= failures)) {
    throw new RetryableError('provider_unavailable', 'not now', soon)
  }
}

function fencedRow(tx: Transaction, job: ClaimedJob, kind: 'note' | 'effect'): Promise<void> {
  const values = [job.jobId, job.fence, kind, process.pid]
  return tx.query('INSERT INTO chaos_fenced (job_id, fence, kind, pid) VALUES ($1, $2, $3, $4)', values).then(() => {})
}
