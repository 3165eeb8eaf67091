import { planFaults } from './fault-plan.ts'
import { planJobs } from './load-plan.ts'
import type { Plan } from './planned.ts'
import { seededRandom } from './random.ts'

/** Makes the plan of a run. The same seed and length give the same plan. */
export function makePlan(seed: number, seconds: number): Plan {
  const random = seededRandom(seed)
  const tenants = ['han', 'duri', 'set', 'net'].map((name) => `${name}-${seed}`)
  const each = seconds >= 90 ? { ai: 5, messaging: 5 } : { ai: 3, messaging: 3 }
  const workers = (['ai', 'messaging'] as const).flatMap((fleet) =>
    Array.from({ length: each[fleet] }, (_, index) => ({ name: `${fleet}-${index + 1}`, fleet })),
  )
  const faults = planFaults(random, seconds, workers)
  return { seed, seconds, tenants, workers, faults, jobs: planJobs(random, seconds, tenants, faults) }
}
