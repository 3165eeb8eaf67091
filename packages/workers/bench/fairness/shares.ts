/** A job as the run left it; milliseconds since the epoch. */
export interface JobTimes {
  readonly tenant: string
  /** From then on it waited for a slot. */
  readonly waitsFrom: number
  /** Absent while it waits. */
  readonly startedAt?: number
  readonly endedAt?: number
}

/**
 * Each tenant's part of `capacity` when nobody gets more than it asks for, and what one leaves the others share alike.
 * @returns in the order of `demands`
 */
export function fairShares(demands: readonly number[], capacity: number): number[] {
  const shares = demands.map(() => 0)
  const modestFirst = demands.map((demand, i) => ({ demand, i })).sort((a, b) => a.demand - b.demand)
  let left = capacity
  for (const [rank, { demand, i }] of modestFirst.entries()) {
    shares[i] = Math.min(demand, left / (modestFirst.length - rank))
    left -= shares[i] ?? 0
  }
  return shares
}

/** Jain's index: 1 when all are equal, 1/n when one has everything. */
export function jainIndex(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  const squares = values.reduce((total, value) => total + value * value, 0)
  return squares === 0 ? 0 : (sum * sum) / (values.length * squares)
}

/** Jain's index over served ÷ min(demand, fair share) of each tenant, for each second from `from` to `to`. */
export function jainOfSeconds(jobs: readonly JobTimes[], from: number, to: number): number[] {
  const tenants = [...new Set(jobs.map(({ tenant }) => tenant))]
  const indices: number[] = []
  for (let start = from; start + 1000 <= to; start += 1000) {
    const inWindow = tenants.map((tenant) => countsOf(jobs, tenant, start, start + 1000))
    const capacity = inWindow.reduce((total, { served }) => total + served, 0)
    const shares = fairShares(
      inWindow.map(({ demand }) => demand),
      capacity,
    )
    const parts = inWindow.flatMap(({ served }, i) => (shares[i] ? [served / shares[i]] : []))
    indices.push(jainIndex(parts))
  }
  return indices
}

/** What a tenant wanted in a second, waiting from before or new, and what of it was started. */
function countsOf(jobs: readonly JobTimes[], tenant: string, start: number, end: number) {
  const own = jobs.filter((job) => job.tenant === tenant)
  const served = own.filter(({ startedAt }) => startedAt !== undefined && startedAt >= start && startedAt < end).length
  const demand = own.filter(
    ({ waitsFrom, startedAt }) => waitsFrom < end && (startedAt === undefined || startedAt >= start),
  ).length
  return { served, demand }
}

/**
 * Starts of a tenant that held its cap already while another, below its own, waited. A claim looks a moment before it
 * writes the time: who came within `slackMs` may not have been seen.
 */
export function capBreaches(jobs: readonly JobTimes[], cap: number, slackMs: number): number {
  const started = jobs.filter((job): job is JobTimes & { startedAt: number } => job.startedAt !== undefined)
  const holds = (tenant: string, at: number) =>
    started.filter((job) => job.tenant === tenant && job.startedAt < at && (job.endedAt ?? Infinity) > at).length
  const waits = (job: JobTimes, at: number) => job.waitsFrom + slackMs < at && (job.startedAt ?? Infinity) > at
  return started.filter(({ tenant, startedAt }) => {
    if (holds(tenant, startedAt) < cap) return false
    return jobs.some((job) => job.tenant !== tenant && waits(job, startedAt) && holds(job.tenant, startedAt) < cap)
  }).length
}

/** @param share 0.99 for the 99th percentile */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
