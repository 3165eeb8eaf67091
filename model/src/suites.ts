import { type FaultBudget, faultKinds, pairs, plus, singles } from './faults.ts'
import { plainScenario, type Scenario } from './scenario.ts'
import type { ModelTable } from './table.ts'

/** A world and the fault budgets that are explored in it. */
export interface Suite {
  readonly name: string
  readonly why: string
  readonly scenario: Scenario
  readonly budgets: readonly FaultBudget[]
}

/** Every single fault kind, and none. */
export function singlesSuite(table: ModelTable): Suite {
  const why = 'every single kind of fault'
  return { name: 'one job', why, scenario: plainScenario(table), budgets: singles() }
}

/**
 * Every single and pair of fault kinds, and the worlds in which something else matters: a last attempt, a crash limit
 * within reach, a life after a redrive, and two jobs that share one slot.
 */
export function fullSuites(table: ModelTable): Suite[] {
  const plain = plainScenario(table)
  const every = [...singles(), ...pairs()]
  return [
    { name: 'one job', why: 'every single and pair of fault kinds', scenario: plain, budgets: every },
    {
      name: 'last attempt',
      why: 'max_attempts 1: each failure is the last; without a failure the number changes nothing',
      scenario: { ...plain, maxAttempts: 1 },
      budgets: every.filter((budget) => budget.failure),
    },
    {
      name: 'crash limit',
      why: 'the first crash is one too many: crash loop, burial by whoever finds the row',
      scenario: { ...plain, maxCrashes: 1, messages: 2 },
      budgets: plus(singles(without('stray', 'redrive')), { crash: 1 }),
    },
    {
      name: 'redrive',
      why: 'a DEAD job lives again while requests and messages of its first life are still about',
      scenario: { ...plain, maxAttempts: 1, maxCrashes: 1, messages: 2 },
      budgets: [
        ...plus(singles(without('stray', 'redrive')), { failure: 1, redrive: 1 }),
        ...plus([{}, { duplicate: 1 }, { unknown_outcome: 1 }, { loss: 1 }], { crash: 1, redrive: 1 }),
      ],
    },
    {
      name: 'two jobs, one slot',
      why: 'the limit is exact, and no slot is lost',
      scenario: { ...plain, jobs: 2, messages: 2, limit: 1 },
      budgets: [
        ...singles(without('stray', 'redrive', 'late_request', 'duplicate')),
        { cancel: 1, unknown_outcome: 1 },
        { cancel: 1, stop: 1 },
        { cancel: 1, failure: 1 },
      ],
    },
  ]
}

function without(...left: (typeof faultKinds)[number][]) {
  return faultKinds.filter((kind) => !left.includes(kind))
}

/** All budgets of some suites, those with the fewest faults first: the order in which a broken law is looked for. */
export function huntingOrder(suites: readonly Suite[]): { suite: Suite; faults: FaultBudget }[] {
  const size = (budget: FaultBudget) => Object.values(budget).reduce((sum, times) => sum + (times ?? 0), 0)
  return suites
    .flatMap((suite) => suite.budgets.map((faults) => ({ suite, faults })))
    .sort((a, b) => a.suite.scenario.jobs - b.suite.scenario.jobs || size(a.faults) - size(b.faults))
}
