import pg from 'pg'
import type { LedgerError } from '../history/events.ts'
import type { History } from '../history/history.ts'
import type { Target } from '../target/target.ts'

export type Row = Record<string, unknown>

/** Columns that change with every look, whatever happened. */
const clocks = new Set(['lease_seconds_left', 'seconds_since_start'])
const withoutClocks = (key: string, value: unknown): unknown => (clocks.has(key) ? undefined : value)

/** Reads the target's rows through the queries its target file names. Every answer is recorded. */
export class Ledger {
  readonly #pool: pg.Pool
  readonly #statistics: pg.Pool
  readonly #target: Target
  readonly #history: History

  constructor(databaseUrl: string, statisticsUrl: string, target: Target, history: History) {
    const options = { max: 4, application_name: 'academy-conformance', idleTimeoutMillis: 2000 }
    this.#pool = new pg.Pool({ ...options, connectionString: databaseUrl })
    this.#statistics = new pg.Pool({ ...options, max: 1, connectionString: statisticsUrl })
    // A pool without a listener would end the process when the server ends an idle connection.
    for (const pool of [this.#pool, this.#statistics]) pool.on('error', () => undefined)
    this.#target = target
    this.#history = history
  }

  /** Runs a ledger query of the target file. */
  async read(scenario: string, query: string, params: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#pool.query(this.#statement('ledger', query), [...params])
    this.#history.add(scenario, 'ledger', { query, params, rows })
    return rows
  }

  /**
   * Reads until `enough` says so, each 100 ms at most; only the answers that differ from the one before are recorded.
   * @throws when `seconds` are over, naming the last answer
   */
  async until(
    scenario: string,
    query: string,
    params: readonly unknown[],
    enough: (rows: Row[]) => boolean,
    seconds: number,
    everyMs = 100,
  ): Promise<Row[]> {
    const deadline = Date.now() + seconds * 1000
    let last = ''
    for (;;) {
      const { rows } = await this.#pool.query(this.#statement('ledger', query), [...params])
      const now = JSON.stringify(rows, withoutClocks)
      if (now !== last) this.#history.add(scenario, 'ledger', { query, params, rows })
      last = now
      if (enough(rows)) return rows
      if (Date.now() > deadline)
        throw new Error(`${query}: not reached within ${seconds} s; last seen ${now.slice(0, 600)}`)
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }

  /** Runs a planting statement. */
  async plant(scenario: string, name: string, params: readonly unknown[] = []): Promise<void> {
    await this.#pool.query(this.#statement('plant', name), [...params])
    this.#history.add(scenario, 'ledger', { query: `plant:${name}`, params, rows: [] })
  }

  /** Tries a planting statement that must be refused, in a transaction that is never kept. Records what was said. */
  async attempt(scenario: string, name: string, params: readonly unknown[]): Promise<void> {
    const client = await this.#pool.connect()
    let error: LedgerError | undefined
    try {
      await client.query('BEGIN')
      await client.query(this.#statement('plant', name), [...params])
    } catch (thrown) {
      const { code, constraint, message } = thrown as { code?: string; constraint?: string; message: string }
      error = { code: code ?? '', constraint: constraint ?? null, message }
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
    this.#history.add(scenario, 'ledger', { query: `attempt:${name}`, params, rows: [], ...(error && { error }) })
  }

  /** Runs a statement of the suite's own on the target's database (catalogue reads). */
  async own(scenario: string, label: string, sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#pool.query(sql, [...params])
    this.#history.add(scenario, 'ledger', { query: label, params, rows })
    return rows
  }

  /** Number of statements that `role` has run so far, over all databases of the server. */
  async statementsOf(scenario: string, role: string): Promise<number> {
    const { rows } = await this.#statistics.query(
      `SELECT coalesce(sum(s.calls), 0)::bigint::text AS calls FROM pg_stat_statements s
       JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname = $1`,
      [role],
    )
    this.#history.add(scenario, 'ledger', { query: 'statements_of_role', params: [role], rows })
    return Number(rows[0].calls)
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#statistics.end()])
  }

  #statement(kind: 'ledger' | 'plant', name: string): string {
    const statement = this.#target[kind][name]
    if (statement === undefined) throw new Error(`the target file has no ${kind} statement ${name}`)
    return statement
  }
}
