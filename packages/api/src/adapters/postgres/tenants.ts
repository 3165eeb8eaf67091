import type { TenantId, Tier } from '@academy/sdk/contract'
import type { Transaction } from '@academy/sdk/database'
import type { WriteStores } from '../../application/ports.ts'

/** The tenant's own row; row-level security shows no other. */
export class TenantReader {
  readonly #tx: Transaction
  readonly #tenant: TenantId

  constructor(tx: Transaction, tenant: TenantId) {
    this.#tx = tx
    this.#tenant = tenant
  }

  async get(): ReturnType<WriteStores['tenant']['get']> {
    const { rows } = await this.#tx.query<{ tier: Tier; messaging_hold: boolean }>(
      'SELECT tier, messaging_hold FROM tenants WHERE tenant_id = $1',
      [this.#tenant],
    )
    const [row] = rows
    return row ? { tier: row.tier, messagingHold: row.messaging_hold } : null
  }
}
