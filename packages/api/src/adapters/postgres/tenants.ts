import type { Tier } from '@academy/sdk/contract'
import type { WriteStores } from '../../application/ports.ts'
import { TenantStore } from './tenant-store.ts'

/** The tenant's own row; row-level security shows no other. */
export class TenantReader extends TenantStore {
  async get(): ReturnType<WriteStores['tenant']['get']> {
    const { rows } = await this.tx.query<{ tier: Tier; messaging_hold: boolean }>(
      'SELECT tier, messaging_hold FROM tenants WHERE tenant_id = $1',
      [this.tenant],
    )
    const [row] = rows
    return row ? { tier: row.tier, messagingHold: row.messaging_hold } : null
  }
}
