import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createPool, migrate, type Pool, sdkMigrations } from '@academy/sdk/database'
import { startStack } from '@academy/stack'
import type { Measured } from './child.ts'
import { startDelayProxy } from './delay-proxy.ts'
import { EndToEnd } from './end-to-end.ts'
import { writeRoster } from './files.ts'
import { tenant } from './import-context.ts'
import { copyIntoBareTable, copyIntoSameTables, multiRowInsert, rowByRow } from './peers.ts'
import { type BulkReport, judge, type SizeReport } from './report.ts'

const child = fileURLToPath(new URL('./child.ts', import.meta.url))
const peopleMigrations = new URL('../../../api/migrations/', import.meta.url)
const sizes = [100, 5_000, 100_000] as const
const rowByRowRows = 2_000
const delayedRows = 300

/**
 * `pnpm bench bulk`: the import beside reading alone, plain COPY, multi-row INSERT and row by row, on a PostgreSQL
 * that waits for the disk. Prints lines as it goes; with `--json` the last line is one object.
 */
export async function benchBulk(json: boolean): Promise<BulkReport> {
  await using stack = await startStack()
  await migrate({ url: stack.databaseUrl, directories: [sdkMigrations, peopleMigrations] })
  const admin = createPool({ url: stack.databaseUrl, max: 2, applicationName: 'bench', queryTimeoutSeconds: 600 })
  try {
    await admin.query(`INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, '하늘학원', 'basic')`, [tenant])
    const bench = new Bench(stack.env, admin, stack.directory)
    const rows: SizeReport[] = []
    for (const size of sizes) rows.push(await bench.size(size))
    const report = judge({ rows, ...(await bench.peers(rows)), inlineGrowthMb: await bench.inlineGrowth() })
    console.log(json ? JSON.stringify(report) : JSON.stringify(report, null, 2))
    return report
  } finally {
    await admin.end()
  }
}

class Bench {
  readonly #env: Readonly<Record<string, string>>
  readonly #admin: Pool
  readonly #directory: string

  constructor(env: Readonly<Record<string, string>>, admin: Pool, directory: string) {
    this.#env = env
    this.#admin = admin
    this.#directory = directory
  }

  async size(count: number): Promise<SizeReport> {
    const file = await this.#file(count, true)
    const read = await this.#best('read', file, count)
    const db = await this.#best('database', file, count)
    const worker = await this.#best('worker', file, count)
    if (worker.rows !== count || db.rows !== count)
      throw new Error(`${worker.rows} and ${db.rows} of ${count} students`)
    await this.#forget()
    await using processes = await EndToEnd.start(this.#env)
    // A worker that has imported before: what a teacher meets, and not the start of its processes.
    await processes.upload(await this.#file(1, true))
    await this.#forget()
    const endToEnd = await processes.upload(file)
    console.log(
      `${count} rows: end to end ${shown(endToEnd)}, worker ${shown(worker.seconds)}, reading ${shown(read.seconds)}, database ${shown(db.seconds)}`,
    )
    return {
      rows: count,
      end_to_end_s: endToEnd,
      worker_s: worker.seconds,
      read_s: read.seconds,
      db_s: db.seconds,
      statements: worker.statements,
      rss_mb: worker.rssMb,
      read_rss_mb: read.rssMb,
    }
  }

  /** Rows a second of the other ways, and of the import through a proxy that adds 1 ms a round trip. */
  async peers(sizes: readonly SizeReport[]) {
    const largest = sizes.at(-1)?.rows ?? 0
    const bare = await this.#rate('COPY into a bare table', largest, () => copyIntoBareTable(this.#admin, largest))
    const same = await this.#rate('COPY into the same tables', largest, () => copyIntoSameTables(this.#admin, largest))
    const multi = await this.#rate('multi-row INSERT', largest, () => multiRowInsert(this.#admin, largest))
    const single = await this.#rate('row by row', rowByRowRows, () => rowByRow(this.#admin, rowByRowRows))
    await using proxy = await delayed(this.#env)
    const far = createPool({ url: proxy.env.DATABASE_URL_MIGRATOR ?? '', max: 1, applicationName: 'bench-far' })
    const singleFar = await this.#rate('row by row, 1 ms', delayedRows, () => rowByRow(far, delayedRows))
    await far.end()
    const file = await this.#file(5_000, true)
    const workerFar = await this.#best('worker', file, 5_000, proxy.env)
    console.log(`import, 1 ms: ${Math.round(workerFar.rows / workerFar.seconds)} rows/s`)
    return { bare, same, multi, single, singleFar, workerFar: workerFar.rows / workerFar.seconds }
  }

  /** What 150,000 more rows of inline strings cost in memory. */
  async inlineGrowth(): Promise<number> {
    const small = await this.#child('worker', await this.#file(50_000, false))
    const large = await this.#child('worker', await this.#file(200_000, false))
    return large.rssMb - small.rssMb
  }

  async #rate(name: string, count: number, work: () => Promise<void>): Promise<number> {
    let rate = 0
    for (let time = 0; time < timesFor(count); time += 1) {
      await this.#forget()
      const started = performance.now()
      await work()
      rate = Math.max(rate, (1000 * count) / (performance.now() - started))
    }
    console.log(`${name}: ${Math.round(rate)} rows/s`)
    return rate
  }

  async #file(count: number, shared: boolean): Promise<string> {
    const path = join(this.#directory, `roster-${count}-${shared ? 'shared' : 'inline'}.xlsx`)
    await writeRoster(path, count, shared)
    return path
  }

  /** The fastest of several runs: what else the machine was doing only ever adds. */
  async #best(mode: string, file: string, count: number, env = this.#env): Promise<Measured> {
    const runs: Measured[] = []
    for (let time = 0; time < timesFor(count); time += 1) runs.push(await this.#child(mode, file, env))
    return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best))
  }

  async #child(mode: string, file: string, env = this.#env): Promise<Measured> {
    await this.#forget()
    const running = spawn(process.execPath, [child, mode, file], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [output, [code]] = await Promise.all([text(running.stdout), once(running, 'exit')])
    if (code !== 0) throw new Error(`the measurement of ${mode} ended with ${code}`)
    return JSON.parse(output) as Measured
  }

  /** Empty tables, and nothing of the last measurement left to be written. */
  async #forget(): Promise<void> {
    await this.#admin.query('TRUNCATE users, parents, students, memberships, student_numbers, jobs CASCADE')
    await this.#admin.query('CHECKPOINT')
  }
}

/** The environment with the database behind the proxy. */
async function delayed(env: Readonly<Record<string, string>>) {
  const proxy = await startDelayProxy(new URL(env.DATABASE_URL_WORKER ?? ''), 1)
  const { port } = new URL(proxy.url)
  const through = (url: string) => Object.assign(new URL(url), { port }).href
  const urls = ['DATABASE_URL_WORKER', 'DATABASE_URL_MIGRATOR'].map((name) => [name, through(env[name] ?? '')] as const)
  return { env: { ...env, ...Object.fromEntries(urls) }, [Symbol.asyncDispose]: async () => proxy.stop() }
}

/** Short measurements are repeated. */
function timesFor(count: number): number {
  return count > 5_000 ? 1 : 3
}

function shown(seconds: number): string {
  return `${seconds.toFixed(2)} s`
}
