import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import { fleets, type MessageSendPayload, tenantId } from '@academy/sdk/contract'
import { createPool, type Pool, withTenant } from '@academy/sdk/database'
import { createJob, type JobRow } from '@academy/sdk/jobs'
import { buildMessage } from '@academy/sdk/messages'
import { createSqsClient, provisionQueues, QueueDirectory, sendMessage } from '@academy/sdk/queues'
import { type TestServers, testServers } from '@academy/stack/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { platform } from './world.ts'

const main = fileURLToPath(new URL('../../src/messaging/main.ts', import.meta.url))
const tenant = tenantId('haneul-academy')
let servers: TestServers
let admin: Pool
let api: Pool
let sqs: ReturnType<typeof createSqsClient>
let queues: QueueDirectory
const running: ChildProcess[] = []

beforeAll(async () => {
  servers = await testServers({ migrate: platform })
  // The AWS client reads its credentials from the process.
  Object.assign(process.env, servers.env)
  admin = createPool({ url: servers.databaseUrl, max: 1, applicationName: 'test-admin' })
  api = createPool({ url: servers.env.DATABASE_URL_API ?? '', max: 1, applicationName: 'test-api' })
  sqs = createSqsClient(loadConfig(process.env, ['queues']))
  queues = new QueueDirectory(sqs)
  await provisionQueues(sqs, fleets.messaging.channels)
  await admin.query("INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, '하늘학원', 'lite')", [tenant])
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => end(worker, 'SIGKILL')))
})
afterAll(async () => {
  sqs?.destroy()
  await api?.end()
  await admin?.end()
  await servers?.stop()
})

function startWorker(name: string): ChildProcess {
  const env = { ...process.env, WORKER_NAME: name }
  const worker = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  running.push(worker)
  return worker
}

async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const ended = once(worker, 'exit')
  worker.kill(signal)
  await ended
}

/** What the API does: notification, job and outbox row in one transaction, then the message. */
async function enqueue(recipient: string): Promise<JobRow> {
  const payload: MessageSendPayload = {
    notification_id: randomUUID(),
    channel: 'sms',
    to: recipient,
    text: '[하늘학원] 김하늘 학생이 등원했습니다.',
    business_idempotency_key: randomUUID(),
  }
  const job = await withTenant(api, tenant, async (tx) => {
    const created = await createJob(tx, {
      tenantId: tenant,
      jobType: 'message_send',
      tier: 'lite',
      payload,
      correlationId: 'test',
    })
    await tx.query(
      `INSERT INTO notifications (notification_id, tenant_id, channel, recipient, text, business_idempotency_key, job_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        payload.notification_id,
        tenant,
        'sms',
        recipient,
        payload.text,
        payload.business_idempotency_key,
        created.job.jobId,
      ],
    )
    return created.job
  })
  await deliver(job)
  return job
}

async function deliver(job: JobRow): Promise<void> {
  await sendMessage(sqs, queues, job.channel, buildMessage(job))
}

async function states(job: JobRow): Promise<{ job: string; code: string | null; notice: string }> {
  const { rows } = await admin.query(
    `SELECT j.status AS job, j.error_code AS code, n.status AS notice
     FROM jobs j JOIN notifications n USING (job_id) WHERE j.job_id = $1`,
    [job.jobId],
  )
  return rows[0]
}

const requestsTo = (recipient: string) =>
  servers.provider.requests().filter(({ body }) => JSON.stringify(body).includes(recipient))

const soon = { timeout: 10_000, interval: 50 }

test('P-35 a notice through the queue is sent once, also after a duplicate delivery', async () => {
  startWorker('messaging-a')
  const job = await enqueue('01020000001')
  await expect.poll(() => states(job), soon).toEqual({ job: 'DONE', code: null, notice: 'sent' })
  const seen = servers.sqs.front.lastSeq
  await deliver(job)
  const deleted = () => servers.sqs.front.log(seen).some(({ target }) => target?.startsWith('DeleteMessage'))
  await expect.poll(deleted, soon).toBe(true)
  expect(requestsTo('01020000001')).toMatchObject([{ signed: true, accepted: [expect.any(String)] }])
  expect(await states(job)).toEqual({ job: 'DONE', code: null, notice: 'sent' })
})

test('P-35 a worker killed while the provider holds the notice: another one says ambiguous, and sends nothing', async () => {
  servers.provider.script({ match: { to: '01020000002' }, hang_ms: 60_000 })
  const first = startWorker('messaging-b')
  const job = await enqueue('01020000002')
  await expect.poll(() => requestsTo('01020000002').length, soon).toBe(1)
  await end(first, 'SIGKILL')
  expect(await states(job)).toEqual({ job: 'RUNNING', code: null, notice: 'sending' })
  startWorker('messaging-c')
  const ambiguous = { job: 'FAILED', code: 'provider_result_ambiguous', notice: 'ambiguous' }
  await expect.poll(() => states(job), { ...soon, timeout: 15_000 }).toEqual(ambiguous)
  expect(requestsTo('01020000002')).toHaveLength(1)
})

test('a provider that stays away: retried with back-off, then DEAD with the notice still safe to send', async () => {
  servers.provider.script({
    match: { to: '01020000003' },
    status: 503,
    times: 'always',
    headers: { 'retry-after': '1' },
  })
  startWorker('messaging-d')
  const job = await enqueue('01020000003')
  const dead = { job: 'DEAD', code: 'provider_unavailable', notice: 'retryable_failed' }
  await expect.poll(() => states(job), { ...soon, timeout: 18_000 }).toEqual(dead)
  expect(requestsTo('01020000003')).toHaveLength(fleets.messaging.maxAttempts)
  expect(requestsTo('01020000003').flatMap(({ accepted }) => accepted)).toEqual([])
  const { rows } = await admin.query(
    "SELECT reason FROM outbox WHERE job_id = $1 AND destination = 'dead_letter_queue'",
    [job.jobId],
  )
  expect(rows).toMatchObject([{ reason: { code: 'provider_unavailable' } }])
})

test('SIGTERM while nothing is under way ends the worker by itself', async () => {
  const worker = startWorker('messaging-e')
  const job = await enqueue('01020000004')
  await expect.poll(() => states(job), soon).toMatchObject({ job: 'DONE' })
  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

test('P-36 in production the worker refuses a provider on this machine, in one line, and ends', async () => {
  const env = { ...process.env, WORKER_NAME: 'messaging-f', ACADEMY_ENV: 'production' }
  const worker = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  running.push(worker)
  const said: string[] = []
  worker.stderr?.on('data', (chunk) => said.push(String(chunk)))
  await once(worker, 'close')
  expect(worker.exitCode).toBe(1)
  expect(said.join('').trim().split('\n')).toEqual([expect.stringMatching(/SOLAPI_BASE_URL must/)])
  expect(said.join('')).not.toContain(servers.env.SOLAPI_API_SECRET)
})
