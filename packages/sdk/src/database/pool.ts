import pg from 'pg'

/** A pool of connections of one database role. */
export type Pool = pg.Pool

/** How to reach the database, and how much of it one process may take. */
export interface PoolOptions {
  readonly url: string
  /** Connections at most; counts against the connection budget of the deployment (P-30). */
  readonly max: number
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
  /** Seconds a single query may take before its connection is given up. Default 30. */
  readonly queryTimeoutSeconds?: number
  /** Seconds to wait for a free or new connection. Default 5. */
  readonly connectTimeoutSeconds?: number
  /** Hears of connections that died on their own; the pool replaces them. */
  readonly onConnectionError?: (error: Error) => void
}

const idleSeconds = 15 // idle connections are given back: M6

/**
 * Opens a pool that works through a transaction-pooling PgBouncer: no startup parameters it does not know, no named
 * prepared statements, no session state.
 *
 * A connection that dies, idle or in somebody's hands, never ends the process: idle ones are replaced, a query on a
 * lost one is rejected with an error for which `isConnectionError` is true (P-27, P-29).
 *
 * @example
 * const pool = createPool({ url: config.database.workerUrl, max: 4, applicationName: 'ai-worker' })
 */
export function createPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    idleTimeoutMillis: idleSeconds * 1000,
    connectionTimeoutMillis: (options.connectTimeoutSeconds ?? 5) * 1000,
    // On the client, since a server-side statement_timeout would have to be a startup parameter.
    query_timeout: (options.queryTimeoutSeconds ?? 30) * 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  const heard = options.onConnectionError ?? (() => {})
  pool.on('error', heard)
  // The pool listens to idle clients only: one lost while somebody holds it would be an uncaught exception.
  pool.on('connect', (client) => client.on('error', heard))
  return pool
}
