import type pg from 'pg'
import { type TenantId, tenantId } from '../contract/index.ts'
import { isCommitUnknown, isConnectionError, isRolledBackByConflict, markCommitUnknown } from './connection-errors.ts'
import type { Pool } from './pool.ts'

/** An open transaction. Statements run one after the other, on one connection. */
export interface Transaction {
  query<R = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: R[]; readonly rowCount: number }>
  /** The connection itself, for COPY streams. */
  readonly client: pg.PoolClient
}

/** Limits of one transaction. */
export interface TransactionOptions {
  /** Seconds a statement may take on the server. */
  readonly statementTimeoutSeconds?: number
  /** Refuses every write. */
  readonly readOnly?: boolean
  /** Seconds after which the server ends the transaction of a process that says nothing more (a frozen one). */
  readonly idleTimeoutSeconds?: number
}

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. A connection that fails is
 * never used again.
 *
 * @example
 * const count = await withTransaction(pool, async (tx) => (await tx.query('SELECT 1')).rowCount)
 */
export function withTransaction<R>(
  pool: Pool,
  work: (tx: Transaction) => Promise<R>,
  options: TransactionOptions = {},
): Promise<R> {
  return transact(pool, (_client) => begin(options), work)
}

/**
 * Runs `work` in one transaction that sees the rows of one tenant only: row-level security compares with
 * `app.tenant_id`, which is set for this transaction alone (P-26).
 *
 * @throws TypeError when `tenant` is no tenant id
 */
export function withTenant<R>(
  pool: Pool,
  tenant: TenantId,
  work: (tx: Transaction) => Promise<R>,
  options: TransactionOptions = {},
): Promise<R> {
  const checked = tenantId(tenant)
  // In the same round trip as BEGIN.
  return transact(
    pool,
    (client) => `${begin(options)}; SELECT set_config('app.tenant_id', ${client.escapeLiteral(checked)}, true)`,
    work,
  )
}

/**
 * Runs a transaction again when that is safe: the server rolled it back because of a conflict, or the connection was
 * lost before COMMIT was sent. A lost COMMIT is thrown: only the caller can ask whether it happened.
 *
 * @param tries attempts in all; default 3
 */
export async function withTransactionRetry<R>(
  pool: Pool,
  work: (tx: Transaction) => Promise<R>,
  { tries = 3, ...options }: TransactionOptions & { readonly tries?: number } = {},
): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTransaction(pool, work, options)
    } catch (error) {
      const safe = isRolledBackByConflict(error) || (isConnectionError(error) && !isCommitUnknown(error))
      if (!safe || attempt >= tries) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** attempt))
    }
  }
}

/** One round trip, whatever the limits. */
function begin({ statementTimeoutSeconds, readOnly, idleTimeoutSeconds }: TransactionOptions): string {
  const limit = (setting: string, seconds: number | undefined) =>
    seconds === undefined ? [] : [`SET LOCAL ${setting} = ${Math.ceil(seconds * 1000)}`]
  return [
    readOnly ? 'BEGIN READ ONLY' : 'BEGIN',
    ...limit('statement_timeout', statementTimeoutSeconds),
    ...limit('idle_in_transaction_session_timeout', idleTimeoutSeconds),
  ].join('; ')
}

async function transact<R>(
  pool: Pool,
  opening: (client: pg.PoolClient) => string,
  work: (tx: Transaction) => Promise<R>,
): Promise<R> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(opening(client))
    const result = await work(transactionOn(client))
    await commit(client)
    return result
  } catch (error) {
    broken = await rollBack(client, error)
    throw error
  } finally {
    client.release(broken)
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    const { command } = await client.query('COMMIT')
    // A statement failed and its error was swallowed: the server answers COMMIT with ROLLBACK.
    if (command === 'ROLLBACK') throw new Error('the transaction was rolled back: one of its statements had failed')
  } catch (error) {
    if (isConnectionError(error)) markCommitUnknown(error)
    throw error
  }
}

async function rollBack(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  if (isConnectionError(error)) return error as Error
  try {
    await client.query('ROLLBACK')
    return undefined
  } catch (failure) {
    return failure as Error
  }
}

function transactionOn(client: pg.PoolClient): Transaction {
  return {
    client,
    async query<R>(text: string, values?: readonly unknown[]) {
      const { rows, rowCount } = await client.query(text, values as unknown[] | undefined)
      return { rows: rows as R[], rowCount: rowCount ?? 0 }
    },
  }
}
