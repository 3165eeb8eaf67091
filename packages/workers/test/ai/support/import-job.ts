import type { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import {
  type ExcelParsingPayload,
  type ExcelParsingResult,
  objectKeys,
  type TenantId,
  tenantId,
  validateResult,
} from '@academy/sdk/contract'
import { type Claim, completeJob, fencedTransaction, loadCheckpoint, saveCheckpoint } from '@academy/sdk/lease'
import { secretKeys } from '@academy/sdk/secrets'
import type { JobContext, ProgressUpdate } from '@academy/sdk/worker'
import { pino } from 'pino'
import { openWorkbook } from '../../../src/ai/adapters/excel/roster-workbook.ts'
import { createFailedRowsStore } from '../../../src/ai/adapters/failed-rows.ts'
import { createPasswordMaker } from '../../../src/ai/adapters/first-passwords.ts'
import { createPeopleStore } from '../../../src/ai/adapters/people/people-store.ts'
import { type ImportPorts, importRoster } from '../../../src/ai/application/import-roster.ts'
import type { PeopleDatabase } from './people-database.ts'

/** The first password of the tests: it must never be found in any row, message or log. */
export const initialPassword = 'haneul-bada-2024!'

/** What one-time first passwords are hashed and sealed with. */
export const oneTimeKeys = secretKeys('a key of the tests for one-time secrets')

/** How an attempt ends before its time. */
export interface Trouble {
  /** The process is killed once this many chunks are committed. */
  readonly killAfterChunks?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (update: ProgressUpdate) => void
  readonly ports?: Partial<ImportPorts>
}

/** A job row on the real tables, run attempt by attempt: each attempt claims it anew, as another worker would. */
export class ImportJob {
  readonly jobId = randomUUID()
  readonly tenant: TenantId
  /** The workbook of failed rows, as the last attempt stored it. */
  failedRows: { readonly key: string; readonly file: Buffer } | undefined
  readonly #database: PeopleDatabase
  readonly #file: Buffer
  readonly #payload: ExcelParsingPayload

  private constructor(database: PeopleDatabase, tenant: TenantId, file: Buffer, options: Partial<ExcelParsingPayload>) {
    this.#database = database
    this.tenant = tenant
    this.#file = file
    const key = objectKeys.rosterSource({ tenantId: tenant, uuid: randomUUID() })
    this.#payload = { object_key: key, kind: 'students', password_mode: 'fixed', ...options }
  }

  static async create(
    database: PeopleDatabase,
    file: Buffer,
    { tenant = 'haneul', ...options }: Partial<ExcelParsingPayload> & { readonly tenant?: string } = {},
  ): Promise<ImportJob> {
    const job = new ImportJob(database, tenantId(tenant), file, options)
    await database.admin.query(
      `INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, $1, 'basic') ON CONFLICT DO NOTHING`,
      [tenant],
    )
    await database.admin.query(
      `INSERT INTO jobs (job_id, message_id, tenant_id, kind, job_type, tier, fleet, channel, payload, max_attempts,
         max_processing_seconds, correlation_id)
       VALUES ($1, $1, $2, 'ai', 'excel_parsing', 'basic', 'ai', 'aiJobsBasic', $3, 3, 3600, 'test')`,
      [job.jobId, tenant, JSON.stringify(job.#payload)],
    )
    return job
  }

  /** Claims the job and imports; DONE and its result are committed by the SDK's own completion. */
  async run(trouble: Trouble = {}): Promise<ExcelParsingResult> {
    const claim = await this.claim()
    const { context, killed } = this.#context(claim, trouble)
    const ports = {
      source: { open: async () => openWorkbook(this.#file, context.signal) },
      people: createPeopleStore(),
      failedRows: createFailedRowsStore(async (key, body) => {
        this.failedRows = { key, file: await buffer(body) }
      }),
      passwords: createPasswordMaker({ INITIAL_PASSWORD: initialPassword }, oneTimeKeys),
      ...trouble.ports,
    }
    const done = await importRoster(
      { jobId: this.jobId, tenantId: this.tenant, payload: this.#payload },
      context,
      ports,
    )
    killed()
    await completeJob(this.#database.worker, claim, done.result, done.commit)
    const { rows } = await this.#database.admin.query('SELECT result FROM job_results WHERE job_id = $1', [this.jobId])
    const result = rows[0]?.result as ExcelParsingResult
    const violations = validateResult.excel_parsing(result)
    if (violations.length > 0) throw new Error(`the result breaks the contract: ${JSON.stringify(violations)}`)
    return result
  }

  /** Takes the job as a worker would: whatever held it before has lost its fence. */
  async claim(): Promise<Claim> {
    const { rows } = await this.#database.admin.query(
      `UPDATE jobs SET status = 'RUNNING', fence = fence + 1, attempt = attempt + 1, locked_by = 'test'
       WHERE job_id = $1 AND status <> 'DONE' RETURNING fence`,
      [this.jobId],
    )
    return { jobId: this.jobId, tenantId: this.tenant, fence: Number(rows[0]?.fence), fleet: 'ai' }
  }

  #context(claim: Claim, trouble: Trouble): { readonly context: JobContext; readonly killed: () => void } {
    const { worker } = this.#database
    let committed = 0
    const killed = () => {
      if (committed >= (trouble.killAfterChunks ?? Number.POSITIVE_INFINITY)) throw new Error('killed')
    }
    const context: JobContext = {
      signal: trouble.signal ?? new AbortController().signal,
      progress: async (update) => trouble.onProgress?.(update),
      transaction: async (work) => {
        killed()
        const result = await fencedTransaction(worker, claim, work)
        committed += 1
        killed()
        return result
      },
      checkpoint: {
        load: () => loadCheckpoint(worker, claim),
        save: (tx, value) => saveCheckpoint(tx, claim, value),
      },
      log: pino({ enabled: false }),
    }
    return { context, killed }
  }
}
