import type { ChaosFleet, PlannedFault, PlannedJob, Script } from './planned.ts'
import { fullSeconds } from './planned.ts'
import type { Random } from './random.ts'

// Jobs of a full run. Both fleets run five jobs at once at most, and a killed worker's slots stay taken until it is
// found dead: the load must leave room for that, or it would measure the backlog.
const fullLoad: Readonly<Record<ChaosFleet, number>> = { ai: 580, messaging: 1460 }
const burst = 24 // jobs created just before a purge, so that there is something to purge
const quietSeconds = 2 // nothing new at the very end

/** Spreads the load evenly over the window, with jitter. */
export function planJobs(
  random: Random,
  seconds: number,
  tenants: readonly string[],
  faults: readonly PlannedFault[],
): PlannedJob[] {
  const share = seconds / fullSeconds
  const spread = (['ai', 'messaging'] as const).flatMap((fleet) => {
    const count = Math.ceil(fullLoad[fleet] * share)
    const step = (seconds - quietSeconds) / count
    return Array.from({ length: count }, (_, index) =>
      job(random, fleet, (index + random.between(0, 1)) * step, tenants),
    )
  })
  const bursts = faults
    .filter(({ kind }) => kind === 'purge_queue')
    .flatMap(({ at }) =>
      Array.from({ length: burst }, () => job(random, 'messaging', at - random.between(0.05, 0.4), tenants)),
    )
  return [...spread, ...bursts].sort((a, b) => a.at - b.at)
}

function job(random: Random, fleet: ChaosFleet, at: number, tenants: readonly string[]): PlannedJob {
  // One tenant has half of the load, so that the tenants' caps are met.
  const tenant = random.chance(0.5) ? (tenants[0] as string) : random.pick(tenants)
  return { id: random.uuid(), at: round(at), tenant, fleet, tier: 'lite', script: script(random, fleet) }
}

function script(random: Random, fleet: ChaosFleet): Script {
  const long = random.chance(fleet === 'ai' ? 0.3 : 0.06)
  const ms = Math.round(long ? random.between(500, 1200) : random.between(20, 90))
  const drawn = random.between(0, 1)
  if (drawn < 0.05) return { outcome: 'retry', failures: 1, ms }
  if (drawn < 0.06) return { outcome: 'retry', failures: 2, ms }
  if (drawn < 0.08) return { outcome: 'terminal', failures: 0, ms }
  if (drawn < 0.09) return { outcome: 'poison', failures: 0, ms: 40 }
  if (drawn < 0.1) return { outcome: 'ambiguous', failures: 0, ms }
  if (drawn < 0.115) return { outcome: 'snooze', failures: 0, ms }
  return { outcome: 'done', failures: 0, ms }
}

const round = (seconds: number): number => Math.round(Math.max(0, seconds) * 1000) / 1000
