// Handlers of a test worker: what a job does stands in a table of the test's database, so that a job can behave
// differently on its next attempt and in another process. It writes each step to `test_steps`, outside the fence.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from '../../../src/database/index.ts'
import { AmbiguousError, RetryableError, snooze, TerminalError } from '../../../src/errors/index.ts'
import { done, type JobHandler, type WorkerResources } from '../../../src/worker/index.ts'

type Behaviour =
  | 'succeed'
  | 'wait'
  | 'fail_retryable'
  | 'fail_terminal'
  | 'fail_ambiguous'
  | 'throw'
  | 'block'
  | 'snooze'
  | 'ignore_signal'
  | 'bad_result'
  | 'die'
  | 'conflict_once'
  | 'hold'
  | 'log'
  | 'block_a_minute'
  | 'lose_connection_once'

async function behaviourOf(pool: Pool, jobId: string): Promise<Behaviour> {
  const { rows } = await pool.query<{ behaviour: Behaviour }>('SELECT behaviour FROM test_script WHERE job_id = $1', [
    jobId,
  ])
  return rows[0]?.behaviour ?? 'succeed'
}

const result = { total: 0, created: 0, restored: 0, duplicates: 0, failed: [], processed_by: 'worker' as const }

// Completions of this process that meet a conflict before one succeeds.
let conflicts = 0

export async function createHandlers({ pool }: WorkerResources) {
  const step = (jobId: string, fence: number, what: string) =>
    pool.query('INSERT INTO test_steps (job_id, fence, pid, what) VALUES ($1, $2, $3, $4)', [
      jobId,
      fence,
      process.pid,
      what,
    ])

  const excelParsing: JobHandler<'excel_parsing'> = async (job, ctx) => {
    await step(job.jobId, job.fence, 'started')
    await ctx.progress({ step: 'parsing', stepPercent: 50 })
    for (;;) {
      const behaviour = await behaviourOf(pool, job.jobId)
      if (behaviour === 'succeed') break
      if (behaviour === 'fail_retryable')
        throw new RetryableError('provider_unavailable', 'not now', { retryAfterSeconds: 0 })
      if (behaviour === 'fail_terminal') throw new TerminalError('source_unreadable', 'never')
      if (behaviour === 'fail_ambiguous') throw new AmbiguousError('provider_result_ambiguous', 'who knows')
      if (behaviour === 'throw') throw new Error('a defect')
      if (behaviour === 'block') for (;;);
      if (behaviour === 'log') {
        ctx.log.info('a line of the handler')
        break
      }
      if (behaviour === 'block_a_minute') {
        const until = performance.now() + 60_000
        while (performance.now() < until);
        await step(job.jobId, job.fence, 'unblocked')
        await sleep(1000, undefined, { signal: ctx.signal })
        break
      }
      if (behaviour === 'hold') {
        // Asks the database nothing: only its signal can end it.
        if (job.fence > 1) break
        await step(job.jobId, job.fence, 'holding')
        await once(ctx.signal, 'abort')
        console.log(`handler aborted ${job.jobId} ${ctx.signal.reason.reason}`)
        throw ctx.signal.reason
      }
      if (behaviour === 'snooze') throw snooze(1, 'quota_exceeded', 'not yet')
      if (behaviour === 'ignore_signal') {
        await sleep(50)
        continue
      }
      if (behaviour === 'die') process.kill(process.pid, 'SIGKILL')
      if (behaviour === 'conflict_once') {
        conflicts = 1
        break
      }
      if (behaviour === 'lose_connection_once') {
        if (job.fence > 1) break
        await ctx.transaction((tx) => tx.query('SELECT pg_terminate_backend(pg_backend_pid())'))
      }
      if (behaviour === 'bad_result') return done<'excel_parsing'>({ nonsense: true } as never)
      await sleep(50, undefined, { signal: ctx.signal })
    }
    return done<'excel_parsing'>(result, {
      commit: async (tx) => {
        conflicts -= 1
        // What PostgreSQL answers to the victim of a deadlock.
        if (conflicts === 0) await tx.query(`DO $$ BEGIN RAISE 'deadlock detected' USING ERRCODE = '40P01'; END $$`)
        await tx.query('INSERT INTO test_effects (job_id, fence) VALUES ($1, $2)', [job.jobId, job.fence])
      },
    })
  }
  return { handlers: { excel_parsing: excelParsing } }
}
