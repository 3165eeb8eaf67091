import { type Tier, tiers } from '@academy/sdk/contract'

/**
 * The plan a job runs under: the tenant's own, or less when the request asks for less. null when it asks for more.
 * @example grantedTier('basic', undefined) // 'basic'
 */
export function grantedTier(plan: Tier, requested: Tier | undefined): Tier | null {
  if (requested === undefined) return plan
  return includes(plan, requested) ? requested : null
}

/** Whether a plan has everything that another one has. */
export function includes(plan: Tier, other: Tier): boolean {
  return tiers.indexOf(plan) >= tiers.indexOf(other)
}
