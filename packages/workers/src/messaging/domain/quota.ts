/** How much is used, and when a place is free again. */
export interface QuotaUse {
  readonly used: number
  /** Seconds until one of the counted notices leaves the window. */
  readonly freeInSeconds: number
}

/** What stands against sending now: which quota is used up, and when to come back; `null` when nothing does. */
export function quotaObstacle(
  use: { readonly tenantHour: QuotaUse; readonly providerDay: QuotaUse },
  limits: { readonly tenantPerHour: number; readonly providerPerDay: number },
): { readonly which: 'tenant_hour' | 'provider_day'; readonly retryAfterSeconds: number } | null {
  // The later of the two is asked first: a tenant below its own limit still waits for the provider's day.
  if (use.providerDay.used >= limits.providerPerDay) {
    return { which: 'provider_day', retryAfterSeconds: Math.max(1, Math.ceil(use.providerDay.freeInSeconds)) }
  }
  if (use.tenantHour.used >= limits.tenantPerHour) {
    return { which: 'tenant_hour', retryAfterSeconds: Math.max(1, Math.ceil(use.tenantHour.freeInSeconds)) }
  }
  return null
}
