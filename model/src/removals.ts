import { type RuleName, ruleMeanings, ruleNames, ruleShownBy } from './rules.ts'
import { type Scenario, without } from './scenario.ts'
import { huntingOrder, type Suite } from './suites.ts'
import { modelTable, type ProductTable } from './table.ts'

/** One thing taken away from the protocol, and the scenarios in which what breaks is looked for, smallest first. */
export interface Removal {
  /** null for what is no rule of its own but a cell of the decision table. */
  readonly rule: RuleName | null
  readonly name: string
  readonly says: string
  readonly scenarios: readonly Scenario[]
}

/** The mistakes that job systems are known for. All but the last are a rule removed. */
const classics: Readonly<Partial<Record<RuleName, string>>> = {
  fence: 'no fence',
  twoPhaseReceive: 'no two-phase receive',
  selfFencing: 'no self-fencing',
  acknowledgeAfterCommit: 'ack first',
  reaper: 'no reaper',
}

/** Each rule removed alone, and the decision table that deletes the message of a busy job. */
export function removals(suites: readonly Suite[], table: ProductTable): Removal[] {
  const rules = ruleNames.map((rule) => {
    const shownBy = ruleShownBy[rule]
    const hunted = huntingOrder(suites.filter(({ name }) => shownBy === undefined || name === shownBy))
    const classic = classics[rule]
    return {
      rule,
      name: classic ? `${rule} (classic mutant: ${classic})` : rule,
      says: ruleMeanings[rule],
      scenarios: hunted.map(({ suite, faults }) => ({ ...without(suite.scenario, rule), faults })),
    }
  })
  const deleteBusy = modelTable({ ...table, running: { action: 'delete' } })
  return [
    ...rules,
    {
      rule: null,
      name: 'running → postpone (classic mutant: delete busy)',
      says: 'the message of a RUNNING job is postponed, never deleted: a cell of the decision table',
      scenarios: huntingOrder(suites).map(({ suite, faults }) => ({ ...suite.scenario, table: deleteBusy, faults })),
    },
  ]
}
