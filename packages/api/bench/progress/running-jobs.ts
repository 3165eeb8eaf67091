import { steps, type TenantId, tenantId } from '@academy/sdk/contract'
import type { Pool } from '@academy/sdk/database'
import { AcademyClient } from '@academy/sdk/http'
import type { ProgressJob, ProgressStore } from '@academy/sdk/progress'
import { importOf } from '../../test/support/jobs.ts'
import { token } from '../../test/support/tokens.ts'

const creatorsAtOnce = 8
const rows = 5000 // of each import

/** Jobs that were created through the API and run, as far as Redis shows. */
export class RunningJobs {
  readonly jobs: readonly ProgressJob[]
  readonly #store: ProgressStore
  #seq = 0
  #writing: NodeJS.Timeout | undefined
  #refused = 0

  private constructor(store: ProgressStore, jobs: readonly ProgressJob[]) {
    this.#store = store
    this.jobs = jobs
  }

  /** Creates `count` imports of `tenants` academies and marks them as RUNNING. */
  static async create(
    server: { url: string; jwtSecret: string; admin: Pool; store: ProgressStore },
    { count, tenants }: { count: number; tenants: number },
  ): Promise<RunningJobs> {
    const academies = await Promise.all(Array.from({ length: tenants }, (_, index) => academy(server, index)))
    const jobs: ProgressJob[] = []
    let started = 0
    const create = async () => {
      while (started < count) {
        const { id, client } = academies[started++ % tenants] as Academy
        const { job_id: jobId } = await client.call('createJob', { body: importOf(id).body as never })
        jobs.push({ tenantId: id, jobId, jobType: 'excel_parsing', fence: 1, attempt: 1, createdAt: new Date() })
      }
    }
    await Promise.all(Array.from({ length: creatorsAtOnce }, create))
    await Promise.all(jobs.map((job) => server.store.status(job, { status: 'RUNNING' })))
    return new RunningJobs(server.store, jobs)
  }

  /** One update of every job. */
  async writeAll(): Promise<void> {
    this.#seq += 1
    await Promise.all(this.jobs.map((job) => this.#write(job, this.#seq)))
  }

  /** Updates every job once in `everySeconds`, evenly spread, until `stopWriting`. */
  startWriting(everySeconds: number): void {
    const tickMs = 20
    const share = (this.jobs.length * tickMs) / (everySeconds * 1000)
    let due = 0
    let next = 0
    this.#writing = setInterval(() => {
      for (due += share; due >= 1; due -= 1) {
        if (next === 0) this.#seq += 1
        void this.#write(this.jobs[next] as ProgressJob, this.#seq)
        next = (next + 1) % this.jobs.length
      }
    }, tickMs)
  }

  /** @throws Error when an update was refused or failed: then the watchers did not watch running jobs */
  stopWriting(): void {
    clearInterval(this.#writing)
    if (this.#refused > 0) throw new Error(`${this.#refused} updates were not written`)
  }

  async #write(job: ProgressJob, seq: number): Promise<void> {
    const index = steps.excel_parsing.findIndex(({ name }) => name === 'enrolling')
    const { name, ko, percent } = steps.excel_parsing[index] as (typeof steps.excel_parsing)[number]
    const share = (seq % rows) / rows
    const written = await this.#store.progress(job, {
      done: seq % rows,
      total: rows,
      per_second: 410.5,
      step: name,
      step_index: index + 1,
      step_total: steps.excel_parsing.length,
      step_name: ko,
      step_percent: 100 * share,
      percent: percent[0] + share * (percent[1] - percent[0]),
      remaining_seconds: 3.7,
      seq,
    })
    if (written !== 'written') this.#refused += 1
  }
}

interface Academy {
  readonly id: TenantId
  readonly client: AcademyClient
}

async function academy(server: { url: string; jwtSecret: string; admin: Pool }, index: number): Promise<Academy> {
  const id = tenantId(`bench-${index}`)
  await server.admin.query(`INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, '하늘학원', 'basic')`, [id])
  return {
    id,
    client: new AcademyClient({ baseUrl: server.url, token: await token(server.jwtSecret, { tenant_id: id }) }),
  }
}
