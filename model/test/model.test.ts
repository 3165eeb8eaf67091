import { decisionTable } from '@academy/sdk/worker'
import { describe, expect, it } from 'vitest'
import { type FaultBudget, singles } from '../src/faults.ts'
import type { RuleName } from '../src/rules.ts'
import { plainScenario, type Scenario, without } from '../src/scenario.ts'
import { type Exploration, explore } from '../src/search/explore.ts'
import { modelTable, type ProductTable } from '../src/table.ts'
import type { Violation } from '../src/violations.ts'

const scenario = plainScenario(modelTable(decisionTable))

describe('the laws under every single kind of fault', () => {
  it('no law breaks, and every search ends', { timeout: 60_000 }, () => {
    const explorations = singles().map((faults) => explore({ ...scenario, faults }))
    expect(explorations.flatMap(({ findings }) => findings)).toEqual([])
    expect(explorations.every(({ complete }) => complete)).toBe(true)
    // A search that explores next to nothing would find nothing wrong either.
    expect(explorations.reduce((sum, { states }) => sum + states, 0)).toBeGreaterThan(40_000)
  })
})

describe('a rule removed breaks a law', () => {
  const removals: [RuleName, FaultBudget, Violation][] = [
    ['acknowledgeAfterCommit', {}, 'deleted_live_message'],
    ['selfFencing', { environment: 1 }, 'overlap'],
    ['deadlineFirst', { environment: 1 }, 'overlap'],
    ['reaper', { crash: 1 }, 'never_ends'],
    ['reapInOneStatement', { crash: 1 }, 'never_ends'],
    ['attemptGivenBack', { crash: 1 }, 'attempt_burned'],
    ['reconcileByBeat', { unknown_outcome: 1 }, 'never_ends'],
    ['twoPhaseReceive', { crash: 1 }, 'waits_for_grace'],
    ['onlyReaperJudges', {}, 'overlap'],
    ['fence', { crash: 1, unknown_outcome: 1 }, 'stale_write'],
  ]
  it.each(removals)('without %s', { timeout: 60_000 }, (rule, faults, violation) => {
    expect(violations(explore({ ...without(scenario, rule), faults }))).toContain(violation)
  })
})

describe('P-01 the model reads the decision table of the product', () => {
  const cells: [string, Partial<ProductTable>, FaultBudget, Partial<Scenario>, Violation][] = [
    ['running → delete', { running: { action: 'delete' } }, {}, {}, 'deleted_live_message'],
    ['running → quarantine', { running: { action: 'quarantine' } }, {}, {}, 'deleted_live_message'],
    ['running → run', { running: { action: 'run' } }, {}, {}, 'run_without_claim'],
    ['not_due → delete', { not_due: { action: 'delete' } }, { failure: 1 }, {}, 'deleted_live_message'],
    ['fleet_full → delete', { fleet_full: { action: 'delete' } }, {}, {}, 'deleted_live_message'],
    ['tenant_full → bury', { tenant_full: { action: 'bury' } }, {}, {}, 'attempt_burned'],
    ['not_json → delete', { not_json: { action: 'delete' } }, { stray: 1 }, {}, 'evidence_lost'],
    [
      'no_row → postpone without end',
      { no_row: { action: 'postpone', wait: 'backoff', patience: 'none' } },
      { stray: 1 },
      {},
      'never_ends',
    ],
    [
      'terminal → postpone',
      { terminal: { action: 'postpone', wait: 'jitter', patience: 'none' } },
      { crash: 1 },
      {},
      'never_ends',
    ],
    [
      'exhausted → delete',
      { exhausted: { action: 'delete' } },
      { crash: 1 },
      { maxCrashes: 1 },
      'deleted_live_message',
    ],
    ['claimed → delete', { claimed: { action: 'delete' } }, {}, {}, 'deleted_live_message'],
  ]
  it.each(cells)('%s breaks a law', { timeout: 60_000 }, (_cell, edit, faults, world, violation) => {
    const table = modelTable({ ...decisionTable, ...edit })
    expect(violations(explore({ ...scenario, ...world, table, faults }))).toContain(violation)
  })
})

describe('what the model found', () => {
  it('a cancelled job whose claim was never answered keeps its slot unless the beat frees it', {
    timeout: 60_000,
  }, () => {
    const twoJobs = { ...scenario, jobs: 2, messages: 2, limit: 1, faults: { cancel: 1, unknown_outcome: 1 } }
    expect(violations(explore(without(twoJobs, 'reconcileByBeat')))).toContain('never_ends')
  })
})

function violations({ findings }: Exploration): Violation[] {
  return findings.map(({ violation }) => violation)
}
