import { randomUUID } from 'node:crypto'
import { messaging, tenantId as toTenantId } from '@academy/sdk/contract'
import { createPool, migrate, type Pool, sdkMigrations, withTransaction } from '@academy/sdk/database'
import { completeJob, fencedTransaction } from '@academy/sdk/lease'
import type { ClaimedJob, JobContext, JobDone } from '@academy/sdk/worker'
import { type Provider, startProvider } from '@academy/stack/provider'
import { type TestServers, testServers } from '@academy/stack/testing'
import { expect } from 'vitest'
import { eucKrMeasure } from '../../src/messaging/adapters/euc-kr.ts'
import { noticeStore } from '../../src/messaging/adapters/notice-store.ts'
import { solapiProvider } from '../../src/messaging/adapters/solapi-provider.ts'
import { keyOf } from '../../src/messaging/application/begin-sending.ts'
import type { MessageProvider } from '../../src/messaging/application/ports.ts'
import { sendNotice } from '../../src/messaging/application/send-notice.ts'

type Job = ClaimedJob<'message_send'>

/** A notification of a test, by what a job would say of it. */
export interface TestNotice {
  readonly notificationId: string
  readonly tenantId: string
  readonly channel: 'sms' | 'lms' | 'alimtalk'
  readonly recipient: string
  readonly text: string
  readonly key: string
  readonly jobId: string
}

/** The platform's tables, the SDK's and the application's. */
export const platform = {
  name: 'messaging',
  run: (url: string) =>
    migrate({ url, directories: [sdkMigrations, new URL('../../../api/migrations/', import.meta.url)] }),
}

const credentials = { apiKey: 'NCSTESTKEY000001', apiSecret: 'test-secret-of-the-provider' }

/** Real tables, a real fence and the provider's stand-in around the use case; the queue is not part of it. */
export class MessagingWorld {
  readonly limits = messaging
  tenant = ''
  otherTenant = ''
  thirdTenant = ''
  readonly #servers: TestServers
  readonly #admin: Pool
  readonly #worker: Pool
  #provider: Provider | undefined
  #recipients = 0

  private constructor(servers: TestServers) {
    this.#servers = servers
    this.#admin = createPool({ url: servers.databaseUrl, max: 2, applicationName: 'test-admin' })
    this.#worker = createPool({ url: servers.env.DATABASE_URL_WORKER ?? '', max: 10, applicationName: 'test-worker' })
  }

  static async open(): Promise<MessagingWorld> {
    return new MessagingWorld(await testServers({ migrate: platform }))
  }

  /** New tenants, no notices, an unscripted provider. */
  async fresh(): Promise<void> {
    await this.#provider?.stop()
    this.#provider = await startProvider(credentials)
    await this.#admin.query('TRUNCATE tenants CASCADE')
    const names = [1, 2, 3].map(() => `t-${randomUUID().slice(0, 8)}`)
    for (const name of names) {
      await this.#admin.query("INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $1, 'lite')", [name])
    }
    const [tenant = '', other = '', third = ''] = names
    this.tenant = tenant
    this.otherTenant = other
    this.thirdTenant = third
  }

  /** Every transaction of the use case has ended. */
  async noLeaks(): Promise<void> {
    const { rows } = await this.#admin.query<{ open: string }>(
      "SELECT count(*) AS open FROM pg_stat_activity WHERE application_name = 'test-worker' AND state LIKE 'idle in%'",
    )
    expect(Number(rows[0]?.open)).toBe(0)
  }

  async close(): Promise<void> {
    await this.#provider?.stop()
    await this.#worker.end()
    await this.#admin.end()
    await this.#servers.stop()
  }

  get provider(): Provider {
    if (!this.#provider) throw new Error('call fresh() first')
    return this.#provider
  }

  requests() {
    return this.provider.requests()
  }

  async notice(
    wanted: Partial<TestNotice> & {
      text: string
      templateId?: string
      replacements?: { key: string; value: string }[]
    },
  ): Promise<TestNotice> {
    this.#recipients += 1
    const notice: TestNotice = {
      notificationId: randomUUID(),
      tenantId: this.tenant,
      channel: 'sms',
      recipient: `010${String(10_000_000 + this.#recipients)}`,
      key: randomUUID(),
      jobId: randomUUID(),
      ...wanted,
    }
    await this.#admin.query(
      `INSERT INTO notifications (notification_id, tenant_id, channel, recipient, text, business_idempotency_key, job_id,
         template_id, replacements) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        notice.notificationId,
        notice.tenantId,
        notice.channel,
        notice.recipient,
        notice.text,
        notice.key,
        notice.jobId,
        wanted.templateId ?? null,
        wanted.replacements ? JSON.stringify(wanted.replacements) : null,
      ],
    )
    return notice
  }

  async row(notice: TestNotice): Promise<Record<string, unknown> | undefined> {
    const { rows } = await this.#admin.query<Record<string, unknown>>(
      'SELECT * FROM notifications WHERE notification_id = $1',
      [notice.notificationId],
    )
    return rows[0]
  }

  async hold(tenantId = this.tenant): Promise<void> {
    await this.#admin.query('UPDATE tenants SET messaging_hold = true WHERE tenant_id = $1', [tenantId])
  }

  async deny(recipient: string, tenantId = this.tenant): Promise<void> {
    await this.#admin.query('INSERT INTO messaging_deny_list (tenant_id, recipient) VALUES ($1, $2)', [
      tenantId,
      recipient,
    ])
  }

  /** Notices that count against the quotas, `at` an SQL expression. */
  async used({
    count,
    at = 'clock_timestamp()',
    tenantId = this.tenant,
  }: {
    count: number
    at?: string
    tenantId?: string
  }) {
    await this.#admin.query(
      `INSERT INTO notifications (notification_id, tenant_id, channel, recipient, text, business_idempotency_key, job_id,
         status, sending_fence, quota_at)
       SELECT gen_random_uuid(), $1, 'sms', '01000000000', 'used', gen_random_uuid()::text, gen_random_uuid(),
         'ambiguous', 1, ${at} FROM generate_series(1, $2)`,
      [tenantId, count],
    )
  }

  async sendAtOnce(count: number): Promise<PromiseSettledResult<JobDone<'message_send'>>[]> {
    const runs = await Promise.all(
      Array.from({ length: count }, async () => this.claim(await this.notice({ text: '안내드립니다.' }))),
    )
    return Promise.allSettled(runs.map((run) => run.handle()))
  }

  async asApi(tenantId: string): Promise<{ notifications: number; denied: number }> {
    const pool = createPool({ url: this.#servers.env.DATABASE_URL_API ?? '', max: 1, applicationName: 'test-api' })
    try {
      return await withTransaction(pool, async (tx) => {
        await tx.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId])
        const { rows } = await tx.query<{ notifications: number; denied: number }>(
          `SELECT (SELECT count(*)::int FROM notifications) AS notifications,
             (SELECT count(*)::int FROM messaging_deny_list) AS denied`,
        )
        return rows[0] ?? { notifications: -1, denied: -1 }
      })
    } finally {
      await pool.end()
    }
  }

  /** A new claim of the notice's job, as after a crash of its last holder: RUNNING with a higher fence. */
  async claim(notice: TestNotice, options: RunOptions & { otherJob?: boolean; tenantId?: string } = {}): Promise<Run> {
    const jobId = options.otherJob ? randomUUID() : notice.jobId
    const tenantId = options.tenantId ?? notice.tenantId
    const payload = {
      notification_id: notice.notificationId,
      channel: notice.channel,
      to: notice.recipient,
      text: notice.text,
      business_idempotency_key: notice.key,
    }
    const { rows } = await this.#admin.query<{ fence: string; attempt: number }>(
      `INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, status, payload, attempt,
         max_attempts, max_processing_seconds, fence, locked_by, correlation_id)
       VALUES ($1, gen_random_uuid(), $2, 'messaging', 'message_send', 'lite', 'messaging', 'messagingJobs', 'RUNNING', $3, 1,
         5, 30, 1, 'test', 'test')
       ON CONFLICT (job_id) DO UPDATE SET fence = jobs.fence + 1, attempt = jobs.attempt + 1, status = 'RUNNING',
         locked_by = 'test'
       RETURNING fence, attempt`,
      [jobId, tenantId, JSON.stringify(payload)],
    )
    const job: Job = {
      jobId,
      tenantId: toTenantId(tenantId),
      jobType: 'message_send',
      tier: 'lite',
      payload,
      attempt: rows[0]?.attempt ?? 0,
      maxAttempts: 5,
      fence: Number(rows[0]?.fence),
      correlationId: 'test',
      createdAt: new Date(),
      maxProcessingSeconds: 30,
      subject: null,
    }
    return new Run(job, this.#worker, this.#admin, this.provider.url, options)
  }
}

interface RunOptions {
  readonly onStep?: (step: string) => Promise<void>
  readonly provider?: MessageProvider['send']
}

/** One attempt at a job. */
class Run {
  readonly steps: string[] = []
  readonly logLines: unknown[] = []
  readonly #job: Job
  readonly #pool: Pool
  readonly #admin: Pool
  readonly #options: RunOptions
  readonly #abort = new AbortController()
  readonly #provider: MessageProvider

  constructor(job: Job, pool: Pool, admin: Pool, providerUrl: string, options: RunOptions) {
    this.#job = job
    this.#pool = pool
    this.#admin = admin
    this.#options = options
    this.#provider = options.provider ? { send: options.provider } : solapiProvider(providerUrl, credentials)
  }

  get jobId(): string {
    return this.#job.jobId
  }

  handle(): Promise<JobDone<'message_send'>> {
    return sendNotice(this.#job, this.#context(), {
      store: noticeStore(this.#pool),
      provider: this.#provider,
      measure: eucKrMeasure,
      settings: { defaultSender: '0212345678', pfId: 'KA01PF01' },
      now: () => new Date(),
    })
  }

  /** The error the attempt must end with. */
  async fail(): Promise<Error & { code: string }> {
    const outcome = await this.handle().then(
      () => new Error('the attempt did not fail'),
      (error: unknown) => error,
    )
    return outcome as Error & { code: string }
  }

  async complete(done: JobDone<'message_send'>): Promise<void> {
    await completeJob(this.#pool, { ...this.#job, fleet: 'messaging' }, done.result, done.commit)
  }

  async settle({ code }: { code: string }, status: 'RETRYING' | 'FAILED' | 'DEAD'): Promise<void> {
    await withTransaction(this.#pool, (tx) =>
      noticeStore(this.#pool).settle(tx, keyOf(this.#job), this.#job, { status, errorCode: code }),
    )
  }

  abort(reason: Error): void {
    this.#abort.abort(reason)
  }

  async cancel(): Promise<void> {
    await this.#admin.query("UPDATE jobs SET status = 'CANCELLED', fence = fence + 1 WHERE job_id = $1", [this.jobId])
  }

  #context(): JobContext {
    const log = { info: (...line: unknown[]) => this.logLines.push(line) }
    return {
      signal: this.#abort.signal,
      progress: async ({ step }) => {
        this.steps.push(step)
        await this.#options.onStep?.(step)
      },
      transaction: (work) => fencedTransaction(this.#pool, { ...this.#job, fleet: 'messaging' }, work),
      checkpoint: { load: async () => undefined, save: async () => {} },
      log: log as unknown as JobContext['log'],
    }
  }
}
