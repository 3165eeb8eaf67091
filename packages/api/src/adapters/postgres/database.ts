import type { TenantId } from '@academy/sdk/contract'
import { isCommitUnknown, type Pool, type Transaction, withTenant } from '@academy/sdk/database'
import type { Database, ReadStores, WriteStores } from '../../application/ports.ts'
import { FirstLoginReader } from './first-logins.ts'
import { JobReader, JobWriter } from './jobs.ts'
import { NotificationReader, NotificationWriter } from './notifications.ts'
import { StudentReader } from './students.ts'
import { TenantReader } from './tenants.ts'
import { VideoReader, VideoWriter } from './videos.ts'

/** Readers and writers have pools of their own, so that reads can move to a replica (M7). */
export class PostgresDatabase implements Database {
  readonly #writer: Pool
  readonly #reader: Pool

  constructor(pools: { writer: Pool; reader: Pool }) {
    this.#writer = pools.writer
    this.#reader = pools.reader
  }

  read<R>(tenant: TenantId, work: (stores: ReadStores) => Promise<R>): Promise<R> {
    return withTenant(this.#reader, tenant, (tx) => work(readStores(tx, tenant)), { readOnly: true })
  }

  write<R>(tenant: TenantId, work: (stores: WriteStores) => Promise<R>): Promise<R> {
    return withTenant(this.#writer, tenant, (tx) => work(writeStores(tx, tenant)))
  }

  /** Asks the writer whether it answers; for the health routes. */
  async ping(): Promise<void> {
    await this.#writer.query('SELECT 1')
  }

  mayHaveCommitted(error: unknown): boolean {
    return isCommitUnknown(error)
  }
}

function readStores(tx: Transaction, tenant: TenantId): ReadStores {
  return {
    jobs: new JobReader(tx, tenant),
    firstLogins: new FirstLoginReader(tx, tenant),
    videos: new VideoReader(tx, tenant),
    notifications: new NotificationReader(tx, tenant),
    students: new StudentReader(tx, tenant),
  }
}

function writeStores(tx: Transaction, tenant: TenantId): WriteStores {
  return {
    tenant: new TenantReader(tx, tenant),
    jobs: new JobWriter(tx, tenant),
    videos: new VideoWriter(tx, tenant),
    notifications: new NotificationWriter(tx, tenant),
  }
}
