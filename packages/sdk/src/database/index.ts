export { isCommitUnknown, isConnectionError, isLostDatabase, isRolledBackByConflict } from './connection-errors.ts'
export { type MigrateOptions, migrate, sdkMigrations } from './migrate.ts'
export { missingMigrations } from './missing-migrations.ts'
export { createPool, type Pool, type PoolOptions } from './pool.ts'
export {
  type Transaction,
  type TransactionOptions,
  withTenant,
  withTransaction,
  withTransactionRetry,
} from './transaction.ts'
