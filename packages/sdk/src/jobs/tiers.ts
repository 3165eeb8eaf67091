import { type JobType, jobTypes, type Tier } from '../contract/index.ts'

const rank: Record<Tier, number> = { lite: 0, basic: 1, premium: 2 }

/** Whether a plan includes a job type. API and workers both ask here (P-19). */
export function tierAllows(tier: Tier, jobType: JobType): boolean {
  return rank[tier] >= rank[jobTypes[jobType].lowestTier]
}

/** The lower of two tiers: a request may ask for less than its tenant's plan. */
export function lowerTier(a: Tier, b: Tier): Tier {
  return rank[a] <= rank[b] ? a : b
}
