import { join } from 'node:path'
import { createPool, type Pool } from '@academy/sdk/database'
import { memoryFlags } from '@academy/sdk/worker'
import { startDelayProxy } from './delay-proxy.ts'
import { EndToEnd } from './end-to-end.ts'
import { writeRoster } from './files.ts'
import { type Measured, type Mode, measureInChild } from './measure.ts'
import { median, medianOf } from './median.ts'
import { copyIntoBareTable, copyIntoSameTables, multiRowInsert, rowByRow } from './peers.ts'
import type { MeasuredSize } from './report.ts'

const rowByRowRows = 2_000
const delayedRows = 300
const largest = 100_000
// What is compared is measured in turns, so that whatever else the machine does meets all of it.
const roundsOf = (count: number) => (count > 5_000 ? 2 : 3)
// A slow machine gets one round of the largest size: one that is told beats two that are not.
const longestRoundSeconds = 75

/** The measurements, each on empty tables. */
export class Bench {
  readonly #env: Readonly<Record<string, string>>
  readonly #admin: Pool
  readonly #directory: string
  readonly #signal: AbortSignal
  readonly #started = performance.now()
  readonly #sameTables: number[] = []

  constructor(env: Readonly<Record<string, string>>, admin: Pool, directory: string, signal: AbortSignal) {
    this.#env = env
    this.#admin = admin
    this.#directory = directory
    this.#signal = signal
  }

  async size(count: number): Promise<MeasuredSize> {
    const file = await this.#file(count, true)
    const runs: Record<Mode, Measured[]> = { read: [], database: [], worker: [] }
    for (let round = 1; round <= roundsOf(count); round += 1) {
      const started = performance.now()
      for (const mode of ['read', 'worker', 'database'] as const) {
        const run = await this.#child(mode, file)
        if (run.rows !== count) throw new Error(`${mode}: ${run.rows} of ${count} students`)
        runs[mode].push(run)
        this.#say(
          `${count} rows, ${mode}: ${run.seconds.toFixed(2)} s (${run.cpuSeconds.toFixed(2)} s of this process)`,
        )
      }
      // Right after the database part, which it is compared with.
      if (count === largest)
        this.#sameTables.push(await this.#rate('COPY into the same tables', count, copyIntoSameTables))
      if (performance.now() - started > longestRoundSeconds * 1000) break
    }
    const [read, database, worker] = [runs.read, runs.database, runs.worker].map(medianOf)
    if (!read || !database || !worker) throw new Error('a size is measured at least once')
    return {
      rows: count,
      end_to_end_s: await this.#endToEnd(count, file),
      worker_s: worker.seconds,
      read_s: read.seconds,
      db_s: database.seconds,
      statements: worker.statements,
      rss_mb: worker.rssMb,
      read_rss_mb: read.rssMb,
    }
  }

  /** Rows a second of the other ways, and of the import through a proxy that adds 1 ms a round trip. */
  async peers(sizes: readonly MeasuredSize[]) {
    const count = sizes.at(-1)?.rows ?? 0
    await this.#rate('COPY into a bare table', count, copyIntoBareTable)
    const multi = await this.#rate('multi-row INSERT', count, multiRowInsert)
    const single = await this.#rate('row by row', rowByRowRows, rowByRow)
    await using proxy = await delayed(this.#env)
    const far = createPool({ url: proxy.env.DATABASE_URL_MIGRATOR ?? '', max: 1, applicationName: 'bench-far' })
    const file = await this.#file(5_000, true)
    const [singles, workers]: [number[], number[]] = [[], []]
    for (let round = 0; round < roundsOf(delayedRows); round += 1) {
      singles.push(await this.#rate('row by row, 1 ms', delayedRows, (_, rows) => rowByRow(far, rows)))
      const run = await this.#child('worker', file, proxy.env)
      workers.push(run.rows / run.seconds)
      this.#say(`import, 1 ms: ${Math.round(run.rows / run.seconds)} rows/s`)
    }
    await far.end()
    return {
      same: median(this.#sameTables),
      multi,
      single,
      singleFar: median(singles),
      workerFar: median(workers),
    }
  }

  /** What 150,000 more rows of inline strings cost in memory. */
  async inlineGrowth(): Promise<number> {
    const small = await this.#child('worker', await this.#file(50_000, false))
    this.#say(`50,000 inline rows: ${small.rssMb.toFixed(0)} MB`)
    const large = await this.#child('worker', await this.#file(200_000, false))
    this.#say(`200,000 inline rows: ${large.rssMb.toFixed(0)} MB`)
    return large.rssMb - small.rssMb
  }

  async #endToEnd(count: number, file: string): Promise<number> {
    await this.#forget()
    await using processes = await EndToEnd.start(this.#env, this.#signal)
    // A worker that has imported before: what a teacher meets, and not the start of its processes.
    await processes.upload(await this.#file(1, true))
    const seconds: number[] = []
    for (let round = 0; round < (count > 5_000 ? 1 : roundsOf(count)); round += 1) {
      await this.#forget()
      seconds.push(await processes.upload(file))
      this.#say(`${count} rows, end to end: ${seconds.at(-1)?.toFixed(2)} s`)
    }
    return median(seconds)
  }

  /** Rows a second, the median of some rounds. */
  async #rate(name: string, count: number, work: (pool: Pool, count: number) => Promise<void>): Promise<number> {
    const rates: number[] = []
    for (let round = 0; round < (count > 5_000 ? 1 : roundsOf(count)); round += 1) {
      await this.#forget()
      const started = performance.now()
      await work(this.#admin, count)
      rates.push((1000 * count) / (performance.now() - started))
    }
    this.#say(`${name}: ${Math.round(median(rates))} rows/s`)
    return median(rates)
  }

  async #file(count: number, shared: boolean): Promise<string> {
    const path = join(this.#directory, `roster-${count}-${shared ? 'shared' : 'inline'}.xlsx`)
    await writeRoster(path, count, shared)
    return path
  }

  async #child(mode: Mode, file: string, env = this.#env): Promise<Measured> {
    await this.#forget()
    // The flags of the process that a worker forks for a job; reading alone is exceljs as anybody starts it.
    return measureInChild(mode, file, env, mode === 'read' ? [] : memoryFlags('ai'), this.#signal)
  }

  /**
   * Empty tables, and nothing of the last measurement left to be written or counted. Without the VACUUM the server
   * would soon analyse tables for what was in them before: in the middle of a peer's one long transaction, of which it
   * sees no row, and the peer's foreign keys would then be looked up by whole tables.
   */
  async #forget(): Promise<void> {
    this.#signal.throwIfAborted()
    await this.#admin.query('TRUNCATE users, parents, students, memberships, student_numbers, jobs CASCADE')
    await this.#admin.query('VACUUM (ANALYZE) users, parents, students, memberships, student_numbers')
    await this.#admin.query('CHECKPOINT')
  }

  #say(line: string): void {
    console.error(`${((performance.now() - this.#started) / 1000).toFixed(0).padStart(4)} s  ${line}`)
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
