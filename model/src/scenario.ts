import type { FaultBudget } from './faults.ts'
import { allRules, type RuleName, type Rules } from './rules.ts'
import type { ModelTable } from './table.ts'

/** What one search explores: a world, the rules in force, the product's decision table and a fault budget. */
export interface Scenario {
  readonly jobs: number
  readonly messages: number
  readonly maxAttempts: number
  /** Crashes until a job is DEAD as a crash loop. */
  readonly maxCrashes: number
  /** Jobs that may run at once. */
  readonly limit: number
  readonly rules: Rules
  readonly table: ModelTable
  readonly faults: FaultBudget
}

/** One job, up to three messages, two attempts, and more crashes allowed than the budgets hold. */
export function plainScenario(table: ModelTable): Scenario {
  return { jobs: 1, messages: 3, maxAttempts: 2, maxCrashes: 9, limit: 9, rules: allRules, table, faults: {} }
}

/** The same scenario with one rule removed. */
export function without(scenario: Scenario, rule: RuleName): Scenario {
  return { ...scenario, rules: { ...scenario.rules, [rule]: false } }
}
