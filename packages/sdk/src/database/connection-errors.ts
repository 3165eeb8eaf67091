import type { Pool } from './pool.ts'

// Class 08: connection exceptions; 57P01–57P03: the server is stopping, crashed or starting; 53300: no connection is free.
const lostSqlStates = /^(08...|57P0[1-3]|53300)$/
const lostCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
])
// The driver gives these no code.
const lostMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client was closed and is not queryable)/

/** True when the connection failed rather than the statement: a fresh connection may succeed. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (lostSqlStates.test(code) || lostCodes.has(code) || lostMessages.test(error.message)) return true
  if (error instanceof AggregateError) return error.errors.some(isConnectionError)
  return false
}

/**
 * True when what failed is the connection to this pool's database, and not one to some other server whose client gives
 * its errors the same codes. An error that names no peer, such as a reset, counts.
 */
export function isLostDatabase(error: unknown, pool: Pool): boolean {
  if (error instanceof AggregateError) return error.errors.some((each) => isLostDatabase(each, pool))
  if (!isConnectionError(error)) return false
  const { hostname, port } = new URL(pool.options.connectionString ?? '')
  const peer = error as { hostname?: string; port?: number }
  if (peer.hostname !== undefined) return peer.hostname === hostname
  return peer.port === undefined || String(peer.port) === (port || defaultPort)
}

const defaultPort = '5432'

/** True when the server rolled the transaction back only because of others: serialization failure or deadlock. */
export function isRolledBackByConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01')
}

const unknownCommits = new WeakSet<Error>()

/** Remembers that the connection was lost while COMMIT was on its way. */
export function markCommitUnknown(error: unknown): void {
  if (error instanceof Error) unknownCommits.add(error)
}

/** True when nobody knows whether the transaction was committed: ask the database before doing it again. */
export function isCommitUnknown(error: unknown): boolean {
  return error instanceof Error && unknownCommits.has(error)
}
