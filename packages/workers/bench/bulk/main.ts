import { createPool, migrate, type Pool, sdkMigrations } from '@academy/sdk/database'
import { startStack } from '@academy/stack'
import { Bench } from './bench.ts'
import { tenant } from './import-context.ts'
import { type Judgement, judge, type MeasuredSize } from './report.ts'

const peopleMigrations = new URL('../../../api/migrations/', import.meta.url)
const sizes = [100, 5_000, 100_000] as const
const longestMinutes = 9

/**
 * `pnpm bench bulk`: the import beside reading alone, plain COPY, multi-row INSERT and row by row, on a PostgreSQL
 * that waits for the disk. Tells on the side what it is doing; the last line of the output is the report, with `--json`
 * as one object.
 */
export async function benchBulk(json: boolean): Promise<Judgement> {
  const stopping = new AbortController()
  const stop = (why: string) => () => stopping.abort(new Error(why))
  // It also keeps this process alive while everything that it waits for is somebody else's.
  const deadline = setTimeout(
    stop(`the benchmark took longer than ${longestMinutes} minutes: quieten the machine`),
    longestMinutes * 60_000,
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop(signal))
  try {
    const judgement = await measure(stopping.signal)
    console.log(json ? JSON.stringify(judgement.report) : JSON.stringify(judgement.report, null, 2))
    return judgement
  } catch (error) {
    throw stopping.signal.aborted ? stopping.signal.reason : error
  } finally {
    clearTimeout(deadline)
  }
}

async function measure(signal: AbortSignal): Promise<Judgement> {
  await using stack = await startStack()
  await migrate({ url: stack.databaseUrl, directories: [sdkMigrations, peopleMigrations] })
  const admin = createPool({ url: stack.databaseUrl, max: 2, applicationName: 'bench', queryTimeoutSeconds: 300 })
  signal.addEventListener('abort', () => void endSessions(stack.databaseUrl).catch(gone), { once: true })
  try {
    await refuseForgetfulServer(admin)
    await admin.query(`INSERT INTO tenants (tenant_id, name, tier) VALUES ($1, '하늘학원', 'basic')`, [tenant])
    const bench = new Bench(stack.env, admin, stack.directory, signal)
    const measured: MeasuredSize[] = []
    for (const size of sizes) measured.push(await bench.size(size))
    return judge({ sizes: measured, ...(await bench.peers(measured)), inlineGrowthMb: await bench.inlineGrowth() })
  } finally {
    await admin.end()
  }
}

/** A server that does not wait for the disk would flatter everything. */
async function refuseForgetfulServer(admin: Pool): Promise<void> {
  const { rows } = await admin.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting <> 'on'`,
  )
  for (const { name, setting } of rows) throw new Error(`${name} is ${setting}: the benchmark needs it on`)
}

// Whoever noticed first has stopped the server by then: nothing is left to be ended.
const gone = () => {}

/** Ends the statement under way, however long it would last; what waits for it fails and cleans up. */
async function endSessions(url: string): Promise<void> {
  const pool = createPool({ url, max: 1, applicationName: 'bench-end' })
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('bench', 'bench-far')`,
  )
  await pool.end()
}
