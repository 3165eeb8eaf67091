import type { Buffer } from 'node:buffer'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '@academy/sdk/config'
import { type ExcelParsingResult, objectKeys, tenantId } from '@academy/sdk/contract'
import { createPool, withTenant } from '@academy/sdk/database'
import { createJob, type JobRow } from '@academy/sdk/jobs'
import { buildMessage } from '@academy/sdk/messages'
import { createSqsClient, provisionQueues, QueueDirectory, sendMessage } from '@academy/sdk/queues'
import { createStorage } from '@academy/sdk/storage'
import type { PeopleDatabase } from './people-database.ts'

const main = fileURLToPath(new URL('../../../src/ai/main.ts', import.meta.url))

/** Uploads rosters, creates their jobs, and runs AI worker processes as they are deployed. */
export class AiWorkers {
  readonly #database: PeopleDatabase
  readonly #processes = new Set<ChildProcess>()
  /** What the workers wrote, line by line. */
  readonly output: string[] = []

  constructor(database: PeopleDatabase) {
    this.#database = database
    // The AWS clients read their credentials from the process.
    Object.assign(process.env, database.servers.env)
  }

  async provision(): Promise<void> {
    const sqs = createSqsClient(this.#config())
    await provisionQueues(sqs)
    sqs.destroy()
  }

  async #send(job: JobRow): Promise<void> {
    const sqs = createSqsClient(this.#config())
    await sendMessage(sqs, new QueueDirectory(sqs), job.channel, buildMessage(job))
    sqs.destroy()
  }

  /** The file in object storage, its job committed and its message sent. */
  async upload(file: Buffer, tenant = 'haneul'): Promise<string> {
    const owner = tenantId(tenant)
    const key = objectKeys.rosterSource({ tenantId: owner, uuid: randomUUID() })
    await using storage = createStorage(this.#config())
    await storage.upload({ key, body: Readable.from([file]), contentType: 'application/octet-stream' })
    await this.#database.admin.query(
      `INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $1, 'basic') ON CONFLICT DO NOTHING`,
      [tenant],
    )
    const api = createPool({ url: this.#config().database.apiUrl, max: 1, applicationName: 'test-api' })
    try {
      const { job } = await withTenant(api, owner, (tx) =>
        createJob(tx, {
          tenantId: owner,
          jobType: 'excel_parsing',
          tier: 'basic',
          payload: { object_key: key, kind: 'students', password_mode: 'fixed' },
          correlationId: randomUUID(),
        }),
      )
      await this.#send(job)
      return job.jobId
    } finally {
      await api.end()
    }
  }

  /** Starts a worker process. */
  start(name: string): ChildProcess {
    const env = { ...process.env, ...this.#database.servers.env, WORKER_NAME: name }
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => this.output.push(String(text)))
    this.#processes.add(child)
    child.once('exit', () => this.#processes.delete(child))
    return child
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#processes].map(async (child) => {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
      }),
    )
  }

  async status(jobId: string): Promise<string> {
    const { rows } = await this.#database.admin.query('SELECT status FROM jobs WHERE job_id = $1', [jobId])
    return rows[0]?.status
  }

  async result(jobId: string): Promise<ExcelParsingResult | undefined> {
    const { rows } = await this.#database.admin.query('SELECT result FROM job_results WHERE job_id = $1', [jobId])
    return rows[0]?.result
  }

  #config() {
    return loadConfig({ ...this.#database.servers.env, WORKER_NAME: 'test' })
  }
}
