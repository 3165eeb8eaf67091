import type { Plan, PlannedJob, Script } from '../plan/planned.ts'
import { type Random, seededRandom } from '../plan/random.ts'

/** Seconds from one SIGTERM to the next. */
export const everySeconds = 2.4

const perFleet = 4
const jobsPerSecond = { ai: 1.2, messaging: 3 }
const quietSeconds = 15 // load goes on after the last stop has begun
// A first run that no grace can wait for: a stop hands it back. The second one is short.
const longJobs = 4
const longMs = 70_000

/** The load and the workers of a rolling deployment of so many stops. */
export function deployPlan(cycles: number, seed: number): Plan {
  const random = seededRandom(seed)
  const seconds = cycles * everySeconds + quietSeconds
  const tenants = ['han', 'duri', 'set'].map((name) => `${name}-${seed}`)
  const jobs = (['ai', 'messaging'] as const).flatMap((fleet) =>
    Array.from({ length: Math.ceil(jobsPerSecond[fleet] * seconds) }, (_, index): PlannedJob => {
      const at = (index + random.between(0, 1)) / jobsPerSecond[fleet]
      const every = Math.ceil((cycles * everySeconds * jobsPerSecond.ai) / longJobs)
      const long = fleet === 'ai' && index % every === 0
      const script = long ? { ...done, ms: 200, firstMs: longMs } : scriptOf(random, fleet)
      return { id: random.uuid(), at, tenant: random.pick(tenants), fleet, tier: 'lite', script }
    }),
  )
  return {
    ...{ seed, seconds, tenants, faults: [] },
    jobs: jobs.sort((a, b) => a.at - b.at),
    // In turn, so that a rolling stop meets both fleets.
    workers: Array.from({ length: 2 * perFleet }, (_, index) => {
      const fleet = index % 2 === 0 ? ('ai' as const) : ('messaging' as const)
      return { name: `${fleet}-${1 + Math.floor(index / 2)}`, fleet }
    }),
  }
}

const done = { outcome: 'done', failures: 0 } as const

function scriptOf(random: Random, fleet: 'ai' | 'messaging'): Script {
  const ms = Math.round(random.chance(0.15) ? random.between(1500, 4000) : random.between(40, 500))
  if (random.chance(0.05)) return { outcome: 'retry', failures: 1, ms }
  if (fleet === 'messaging' && random.chance(0.03)) return { outcome: 'snooze', failures: 0, ms }
  return { ...done, ms }
}
