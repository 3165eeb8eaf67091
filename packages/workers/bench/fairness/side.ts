import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import { createPool, migrate, type Pool, sdkMigrations } from '@academy/sdk/database'
import { createSqsClient, provisionQueues } from '@academy/sdk/queues'
import { type Stack, startStack } from '@academy/stack'
import { type Arrival, backlogJobs, busy, type LoadTask, quiet } from './load.ts'
import type { JobTimes } from './shares.ts'

const workerMain = fileURLToPath(new URL('./worker-main.ts', import.meta.url))
const loadMain = fileURLToPath(new URL('./load-process.ts', import.meta.url))
const warmUpMs = 2000
const patienceMs = 60_000

/** The same product without fairness: no window is ever full, and no tenant has a cap. */
const withoutFairness = `
  CREATE OR REPLACE FUNCTION academy_places_filled(p_fleet text, p_tenant text) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT -1000000::bigint';
  CREATE OR REPLACE FUNCTION academy_claim_fairly(
    p_worker text, p_fleet text, p_slots integer, p_messages jsonb, p_leases jsonb,
    p_fleet_limit integer, p_tenant_cap integer, p_max_crashes integer, p_pending_grace interval
  ) RETURNS TABLE (ordinal integer, fact text, job json) LANGUAGE sql AS $$
    SELECT * FROM academy_claim(p_worker, p_fleet, p_slots, p_messages, p_leases, p_fleet_limit, p_fleet_limit, p_max_crashes, p_pending_grace)
  $$`

/** Who comes in a run, and for how long it is looked at. */
export interface RunPlan {
  readonly seconds: number
  /** Jobs a second of each quiet tenant; 0 when they stay away. */
  readonly quietPerSecond: number
  /** Whether the busy tenant has its backlog. */
  readonly backlog: boolean
}

/** What was seen in a run. */
export interface Run {
  readonly from: number
  readonly to: number
  readonly jobs: readonly JobTimes[]
  readonly jobsPerSecond: number
  /** How often a message was received, a job that ended. */
  readonly receivesPerJob: number
  /** ReceiveMessage requests a job that ended; most of them look whether a quiet tenant's message has come. */
  readonly requestsPerJob: number
}

/** One contender on servers of its own. */
export class Side implements AsyncDisposable {
  readonly #stack: Stack
  readonly #admin: Pool

  private constructor(stack: Stack, admin: Pool) {
    this.#stack = stack
    this.#admin = admin
  }

  static async open({ fair }: { readonly fair: boolean }): Promise<Side> {
    const stack = await startStack()
    await migrate({ url: stack.databaseUrl, directories: [sdkMigrations] })
    const admin = createPool({ url: stack.databaseUrl, max: 2, applicationName: 'bench', queryTimeoutSeconds: 120 })
    if (!fair) await admin.query(withoutFairness)
    for (const id of [busy, ...quiet]) {
      await admin.query(`INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $1, 'lite')`, [id])
    }
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) process.env[name] = stack.env[name]
    const sqs = createSqsClient(loadConfig({ ...stack.env, WORKER_NAME: 'bench' }))
    await provisionQueues(sqs)
    sqs.destroy()
    return new Side(stack, admin)
  }

  async run(plan: RunPlan): Promise<Run> {
    await this.#fillBacklog(plan.backlog)
    const task: LoadTask = { perSecond: plan.quietPerSecond }
    const load = this.#start(fork(loadMain, [JSON.stringify(task)], this.#options('load')))
    let worker: ChildProcess | undefined
    try {
      await once(load, 'message')
      await this.#untilAdmitted()
      worker = this.#start(spawn(process.execPath, [workerMain], this.#options('worker')))
      await this.#untilUp()
      if (plan.quietPerSecond > 0) load.send('begin')
      await sleep(warmUpMs)
      const seq = this.#stack.sqs.front.lastSeq
      const from = Date.now()
      await sleep(plan.seconds * 1000)
      const to = Date.now()
      const received = this.#received(seq)
      const arrivals = await endLoad(load, plan.quietPerSecond > 0)
      const jobs = await this.#history(arrivals, from)
      const ended = jobs.filter(({ endedAt }) => endedAt !== undefined && endedAt >= from && endedAt < to).length
      return {
        ...{ from, to, jobs, jobsPerSecond: (1000 * ended) / (to - from) },
        receivesPerJob: received.messages / ended,
        requestsPerJob: received.requests / ended,
      }
    } finally {
      if (worker) await stopped(worker)
      await stopped(load)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.end()
    await this.#stack.stop()
  }

  /** The busy tenant has as much waiting as the plan says, and nothing is left of the run before. */
  async #fillBacklog(wanted: boolean): Promise<void> {
    await this.#admin.query(
      `UPDATE jobs SET status = 'CANCELLED', finished_at = clock_timestamp()
       WHERE status IN ('PENDING', 'RETRYING') AND (tenant_id <> $1 OR NOT $2)`,
      [busy, wanted],
    )
    if (!wanted) return
    await this.#admin.query(
      `WITH missing AS (
         SELECT gen_random_uuid() AS id FROM generate_series(1, $2 - (SELECT count(*) FROM jobs WHERE tenant_id = $1 AND status = 'PENDING'))
       ), added AS (
         INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, payload, max_attempts, max_processing_seconds, correlation_id)
         SELECT id, gen_random_uuid(), $1, 'messaging', 'message_send', 'lite', 'messaging', 'messagingJobs',
           jsonb_build_object('notification_id', id, 'channel', 'sms', 'to', '01012345678', 'text', '안내', 'business_idempotency_key', id::text),
           5, 30, 'bench-' || id FROM missing RETURNING job_id, tenant_id
       ) INSERT INTO outbox (job_id, tenant_id, destination) SELECT job_id, tenant_id, 'queue' FROM added`,
      [busy, backlogJobs],
    )
    await this.#admin.query('ANALYZE jobs, outbox')
    // Written now, and not in the middle of the run: its commits would wait for the same disk.
    await this.#admin.query('CHECKPOINT')
  }

  /** The relay has sent what it may: all of it without fairness, a window with it. */
  async #untilAdmitted(): Promise<void> {
    let before = -1
    await until('the relay has nothing to send', async () => {
      const { rows } = await this.#admin.query(
        'SELECT count(*)::int AS left, count(*) FILTER (WHERE admitted)::int AS sending FROM outbox',
      )
      const settled = rows[0].left === before && rows[0].sending === 0
      before = rows[0].left
      if (!settled) await sleep(1500) // longer than a relay's idle time
      return settled
    })
  }

  async #untilUp(): Promise<void> {
    await until('the worker is up', async () => {
      const { rows } = await this.#admin.query('SELECT FROM workers WHERE declared_dead_at IS NULL')
      return rows.length > 0
    })
  }

  #start(child: ChildProcess): ChildProcess {
    if (child.pid !== undefined) this.#stack.watch(child.pid)
    return child
  }

  #options(name: string) {
    return {
      env: { ...process.env, ...this.#stack.env, WORKER_NAME: `bench-${name}` },
      stdio: name === 'load' ? ['ignore', 'ignore', 'inherit', 'ipc' as const] : ['ignore', 'ignore', 'inherit'],
    } as { env: Record<string, string>; stdio: ['ignore', 'ignore', 'inherit'] }
  }

  /** Receives since then, and the messages that they brought: each put-back brings its message once more. */
  #received(seq: number): { requests: number; messages: number } {
    const receives = this.#stack.sqs.front.log(seq).filter(({ target }) => target === 'ReceiveMessage')
    const messages = receives.map(({ output }) => (output?.Messages as unknown[] | undefined)?.length ?? 0)
    return { requests: receives.length, messages: messages.reduce((sum, each) => sum + each, 0) }
  }

  /** Every job that waited, ran or ended after `from`. */
  async #history(arrivals: readonly Arrival[], from: number): Promise<JobTimes[]> {
    const committedAt = new Map(arrivals.map((arrival) => [arrival.jobId, arrival.committedAt]))
    const { rows } = await this.#admin.query<
      Record<'job_id' | 'tenant_id', string> & Record<'made' | 'begun' | 'done', Date | null>
    >(
      `SELECT job_id, tenant_id, created_at AS made, started_at AS begun, finished_at AS done FROM jobs
       WHERE status <> 'CANCELLED' AND (finished_at IS NULL OR finished_at >= to_timestamp($1 / 1000.0))`,
      [from],
    )
    return rows.map(({ job_id, tenant_id, made, begun, done }) => ({
      tenant: tenant_id,
      waitsFrom: committedAt.get(job_id) ?? made?.getTime() ?? 0,
      ...(begun && { startedAt: begun.getTime() }),
      ...(done && { endedAt: done.getTime() }),
    }))
  }
}

async function endLoad(load: ChildProcess, begun: boolean): Promise<Arrival[]> {
  if (!begun) load.send('begin')
  const answer = once(load, 'message')
  load.send('end')
  const [arrivals] = (await answer) as [Arrival[]]
  return arrivals
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function until(what: string, happened: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await happened())) {
    if (performance.now() > end) throw new Error(`never seen: ${what}`)
    await sleep(50)
  }
}
