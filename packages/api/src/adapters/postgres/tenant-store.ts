import type { TenantId } from '@academy/sdk/contract'
import type { Transaction } from '@academy/sdk/database'

/** Reads or writes the rows of one tenant, within one transaction. */
export abstract class TenantStore {
  protected readonly tx: Transaction
  protected readonly tenant: TenantId

  constructor(tx: Transaction, tenant: TenantId) {
    this.tx = tx
    this.tenant = tenant
  }
}
