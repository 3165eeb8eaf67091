import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { PayloadByJobType, TenantId } from '../../../src/contract/index.ts'
import { withTenant } from '../../../src/database/index.ts'
import { createJob, type JobRow } from '../../../src/jobs/index.ts'
import { Dispatcher } from '../../../src/outbox/index.ts'
import { type JobServers, jobWorld } from '../../support/job-world.ts'

/** A worker process of this test, and what it said. */
export interface WorkerProcess {
  readonly name: string
  readonly child: ChildProcess
  output(): string
}

/** Which process to start, when not the ordinary one. */
export interface Launch {
  /** File name of the main file, beside this one. */
  readonly main?: string
  readonly env?: Readonly<Record<string, string>>
}

const patienceMs = 18_000

/** A job world whose jobs are run by real worker processes. */
export async function workerWorld(given?: JobServers) {
  const world = await jobWorld({ queues: true, ...(given && { given }) })
  await world.admin.query(`
    CREATE TABLE test_script (job_id uuid PRIMARY KEY, behaviour text NOT NULL);
    CREATE TABLE test_steps (at timestamptz DEFAULT clock_timestamp(), job_id uuid, fence bigint, pid int, what text);
    CREATE TABLE test_effects (job_id uuid, fence bigint);
    GRANT ALL ON test_script, test_steps, test_effects TO academy_worker`)
  const started = new Set<WorkerProcess>()
  const dispatcher = new Dispatcher({ ...world, pool: world.relay })

  const until = async <T>(
    what: string,
    probe: () => Promise<T | undefined | null | false>,
    ms = patienceMs,
  ): Promise<T> => {
    const deadline = performance.now() + ms
    for (;;) {
      const seen = await probe()
      if (seen) return seen
      if (performance.now() > deadline) {
        throw new Error(`never seen: ${what}\n${[...started].map((w) => w.output()).join('\n')}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  const launch = (name: string, { main = 'scripted-worker.ts', env = {} }: Launch = {}): WorkerProcess => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(main, import.meta.url))], {
      env: { ...process.env, ...world.servers.env, WORKER_NAME: name, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
    const worker = { name, child, output: () => output }
    started.add(worker)
    return worker
  }

  return {
    ...world,
    until,
    launch,
    async start(name: string, how: Launch = {}): Promise<WorkerProcess> {
      const worker = launch(name, how)
      await until(`${name} has an identity`, async () => worker.output().includes('identity taken'))
      return worker
    },
    async kill(worker: WorkerProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
      started.delete(worker)
      if (worker.child.exitCode !== null || worker.child.signalCode !== null) return
      worker.child.kill(signal)
      await once(worker.child, 'exit')
    },
    async notice(tenant: TenantId): Promise<JobRow> {
      const id = randomUUID()
      const payload = {
        notification_id: id,
        channel: 'sms',
        to: '01012345678',
        text: '안내',
        business_idempotency_key: id,
      }
      const { job } = await withTenant(world.api, tenant, (tx) =>
        createJob(tx, {
          ...{ tenantId: tenant, jobType: 'message_send', tier: 'lite', correlationId: `test-${id}` },
          payload: payload as PayloadByJobType['message_send'],
        }),
      )
      return job
    },
    behave: (job: JobRow, behaviour: string) =>
      world.admin.query(
        'INSERT INTO test_script VALUES ($1, $2) ON CONFLICT (job_id) DO UPDATE SET behaviour = excluded.behaviour',
        [job.jobId, behaviour],
      ),
    send: (job: JobRow) => dispatcher.dispatch(job),
    untilStatus: (job: JobRow, status: string) =>
      until(`${job.jobId} is ${status}`, async () => {
        const row = await world.row(job.jobId)
        return row.status === status ? row : undefined
      }),
    untilStarted: (job: JobRow, fence: number) =>
      until(`${job.jobId} started with fence ${fence}`, async () => {
        const { rows } = await world.admin.query('SELECT * FROM test_steps WHERE job_id = $1 AND fence = $2', [
          job.jobId,
          fence,
        ])
        return rows[0]
      }),
    untilStep: (job: JobRow, what: string) =>
      until(`${job.jobId} ${what}`, async () => {
        const step = 'SELECT at FROM test_steps WHERE job_id = $1 AND what = $2'
        return (await world.admin.query(step, [job.jobId, what])).rows[0]
      }),
    effects: async (job: JobRow) =>
      (await world.admin.query('SELECT fence FROM test_effects WHERE job_id = $1', [job.jobId])).rows.map((r) =>
        Number(r.fence),
      ),
    async stop() {
      for (const worker of started) {
        worker.child.kill('SIGCONT')
        worker.child.kill('SIGKILL')
        if (worker.child.exitCode === null && worker.child.signalCode === null) await once(worker.child, 'exit')
      }
      await until('the workers’ connections are gone', async () => {
        const { rows } = await world.admin.query(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'academy-%'`,
        )
        return rows[0].n === 0
      })
      await world.stop()
    },
  }
}
