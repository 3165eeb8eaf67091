import type { ChaosFleet, Plan, PlannedFault, PlannedJob, Script } from '../plan/planned.ts'
import { seededRandom } from '../plan/random.ts'

const tenants = ['han', 'duri', 'set']

/** Jobs of one kind, one every so many seconds. */
export interface Jobs {
  readonly fleet: ChaosFleet
  readonly count: number
  readonly from?: number
  readonly every?: number
  readonly script: Partial<Script>
}

/** A plan made by hand: a few workers of each fleet, a few jobs, at most a fault or two. */
export function shortPlan(
  seconds: number,
  workers: Readonly<Partial<Record<ChaosFleet, number>>>,
  jobs: readonly Jobs[],
  faults: readonly Omit<PlannedFault, 'id'>[] = [],
): Plan {
  const random = seededRandom(1)
  const planned = jobs.flatMap(({ fleet, count, from = 0.3, every = 0.2, script }): PlannedJob[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ id: random.uuid(), at: from + index * every, fleet, tier: 'lite' },
      tenant: tenants[index % tenants.length] as string,
      script: { outcome: 'done', failures: 0, ms: 100, ...script },
    })),
  )
  return {
    ...{ seed: 1, seconds, tenants },
    workers: (['ai', 'messaging'] as const).flatMap((fleet) =>
      Array.from({ length: workers[fleet] ?? 0 }, (_, index) => ({ name: `${fleet}-${index + 1}`, fleet })),
    ),
    jobs: planned.sort((a, b) => a.at - b.at),
    faults: faults.map((fault, index) => ({ id: index + 1, ...fault })),
  }
}
