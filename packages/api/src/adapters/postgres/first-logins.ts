import type { TenantId } from '@academy/sdk/contract'
import type { Transaction } from '@academy/sdk/database'
import type { SealedLogins } from '../../application/ports.ts'

/** One-time first logins of one tenant, as ciphertext. */
export class FirstLoginReader {
  readonly #tx: Transaction
  readonly #tenant: TenantId

  constructor(tx: Transaction, tenant: TenantId) {
    this.#tx = tx
    this.#tenant = tenant
  }

  async ofJob(jobId: string): Promise<readonly SealedLogins[]> {
    const { rows } = await this.#tx.query<{ sealed: Buffer; expires_at: Date }>(
      `SELECT sealed, expires_at FROM first_logins
       WHERE tenant_id = $1 AND job_id = $2 AND expires_at > now() ORDER BY last_row`,
      [this.#tenant, jobId],
    )
    return rows.map(({ sealed, expires_at }) => ({ sealed, expiresAt: expires_at }))
  }
}
