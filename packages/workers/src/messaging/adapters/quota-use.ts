import type { Transaction } from '@academy/sdk/database'
import type { QuotaUse } from '../domain/quota.ts'

interface Row {
  hour_used: number
  hour_free_in: number
  day_used: number
  day_free_in: number
}

/**
 * Counts what the provider has or may have. The tenant's hour slides (never more than the limit in any 60 minutes), the
 * provider's day is the calendar day in Korea, as it is billed. Exact only for a caller that others wait for.
 */
export async function readQuotaUse(
  tx: Transaction,
  tenantId: string,
): Promise<{ tenantHour: QuotaUse; providerDay: QuotaUse }> {
  const { rows } = await tx.query<Row>(
    `WITH clock AS MATERIALIZED (
       SELECT clock_timestamp() AS now, date_trunc('day', clock_timestamp(), 'Asia/Seoul') AS today
     ), hour AS (
       SELECT count(*)::int AS used, min(quota_at) AS oldest FROM notifications, clock
       WHERE tenant_id = $1 AND quota_at > now - interval '1 hour'
     ), day AS (
       SELECT count(*)::int AS used FROM notifications, clock WHERE quota_at >= today
     )
     SELECT hour.used AS hour_used, day.used AS day_used,
       coalesce(extract(epoch FROM hour.oldest + interval '1 hour' - now), 0)::float8 AS hour_free_in,
       extract(epoch FROM date_trunc('day', now + interval '1 day', 'Asia/Seoul') - now)::float8 AS day_free_in
     FROM clock, hour, day`,
    [tenantId],
  )
  const [row] = rows
  if (!row) throw new Error('the quota query answered nothing')
  return {
    tenantHour: { used: row.hour_used, freeInSeconds: row.hour_free_in },
    providerDay: { used: row.day_used, freeInSeconds: row.day_free_in },
  }
}
