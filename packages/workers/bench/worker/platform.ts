import { loadConfig } from '@academy/sdk/config'
import { fleets, tenantId } from '@academy/sdk/contract'
import { createPool, migrate, type Pool, sdkMigrations } from '@academy/sdk/database'
import { type JobRow, toJobRow } from '@academy/sdk/jobs'
import { buildMessage } from '@academy/sdk/messages'
import { provisionQueues, QueueDirectory, queueEntry } from '@academy/sdk/queues'
import { SQSClient } from '@aws-sdk/client-sqs'
import { payloadOf, sendAll } from './backlog.ts'

/** The platform's tables and queues, with a backlog of jobs in both. */
export class Platform {
  readonly env: Readonly<Record<string, string>>
  readonly admin: Pool
  /** As anybody makes it who has not read further: peers consume with it. */
  readonly sqs: SQSClient
  readonly queues: QueueDirectory
  /** One of ten. */
  readonly tenant = tenantId('t-0')

  private constructor(env: Readonly<Record<string, string>>, admin: Pool, sqs: SQSClient) {
    this.env = env
    this.admin = admin
    this.sqs = sqs
    this.queues = new QueueDirectory(sqs)
  }

  /** Safe to call from several processes. */
  static async create(env: Readonly<Record<string, string>>): Promise<Platform> {
    const url = env.DATABASE_URL_MIGRATOR ?? ''
    await migrate({ url, directories: [sdkMigrations] })
    const admin = createPool({ url, max: 2, applicationName: 'bench', queryTimeoutSeconds: 300 })
    await admin.query(
      `INSERT INTO tenants (tenant_id, name, tier) SELECT 't-' || n, 't-' || n, 'basic' FROM generate_series(0, 9) n
       ON CONFLICT DO NOTHING`,
    )
    // The AWS client reads its credentials there; the rest belongs to these servers alone.
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })
    const { aws } = loadConfig({ ...env, WORKER_NAME: 'bench' })
    const sqs = new SQSClient({ region: aws.region, ...(aws.sqsEndpoint && { endpoint: aws.sqsEndpoint }) })
    await provisionQueues(sqs)
    return new Platform(env, admin, sqs)
  }

  /** Jobs of ten tenants, PENDING, and their messages in the queue, as after their outbox rows were sent. */
  async backlog(count: number): Promise<void> {
    const jobs = await this.insert(count, 'PENDING')
    const bodies = jobs.map((job) => ({ body: queueEntry(buildMessage(job)).MessageBody, group: job.tenantId }))
    await sendAll(this.sqs, await this.queues.url('messagingJobs'), bodies)
    await this.admin.query('ANALYZE')
  }

  /** Jobs that ended long ago, with their results. */
  async age(count: number): Promise<void> {
    const chunk = 20_000
    for (let made = 0; made < count; made += chunk) await this.insert(Math.min(chunk, count - made), 'DONE', false)
    await this.admin.query(
      `INSERT INTO job_results (job_id, tenant_id, result)
       SELECT job_id, tenant_id, jsonb_build_object('provider_message_id', job_id, 'channel', 'sms') FROM jobs WHERE status = 'DONE'`,
    )
    await this.admin.query('VACUUM ANALYZE')
  }

  private async insert(count: number, status: string, wanted = true): Promise<JobRow[]> {
    const text = `INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, status, payload,
         idempotency_key, max_attempts, max_processing_seconds, correlation_id, finished_at, admitted)
       SELECT uuidv7(), gen_random_uuid(), 't-' || n % 10, 'messaging', 'message_send', 'basic', 'messaging',
         'messagingJobs', $2, $3, gen_random_uuid(), $4, 300, 'bench-' || n, CASE $2 WHEN 'DONE' THEN now() END, true
       FROM generate_series(1, $1) n`
    const values = [count, status, JSON.stringify(payloadOf()), fleets.messaging.maxAttempts]
    if (!wanted) {
      await this.admin.query(text, values)
      return []
    }
    const { rows } = await this.admin.query<Record<string, never>>(`${text} RETURNING *`, values)
    return rows.map(toJobRow)
  }

  async close(): Promise<void> {
    this.sqs.destroy()
    await this.admin.end()
  }
}
