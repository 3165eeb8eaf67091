import { decisionTable } from '@academy/sdk/worker'
import { describe, expect, it } from 'vitest'
import { checkRemovals } from '../src/check-removals.ts'
import { checkSuites } from '../src/check-suites.ts'
import type { Output } from '../src/output.ts'
import { removals } from '../src/removals.ts'
import { without } from '../src/scenario.ts'
import { singlesSuite } from '../src/suites.ts'
import { modelTable } from '../src/table.ts'

const suite = { ...singlesSuite(modelTable(decisionTable)), budgets: [{}, { unknown_outcome: 1 }] }

function recorded(): Output & { text: string; summary: object } {
  const out = {
    text: '',
    summary: {},
    progress: (line: string) => out.say(line),
    say: (line: string) => {
      out.text += `${line}\n`
    },
    result: (summary: object) => {
      out.summary = summary
    },
  }
  return out
}

describe('what the commands answer', () => {
  it('0 and totals when every law holds', async () => {
    const out = recorded()
    expect(await checkSuites([suite], 2, out)).toBe(0)
    expect(out.summary).toMatchObject({ command: 'check', runs: 2, violations: 0, incomplete: 0 })
    expect(out.text).toContain('2/2')
  })

  it('1 and the history when a law breaks', async () => {
    const out = recorded()
    const broken = { ...suite, scenario: without(suite.scenario, 'reconcileByBeat') }
    expect(await checkSuites([broken], 1, out)).toBe(1)
    expect(out.text).toContain('never_ends')
    expect(out.text).toContain('worker 1: claims due job 0 straight from its row; the answer is lost')
  })

  it('minus: 0 when what was removed is missed, 1 when it is not', async () => {
    const all = removals([suite], decisionTable)
    const only = (rule: string) => all.filter((removal) => removal.rule === rule)
    const missed = recorded()
    expect(await checkRemovals(only('reconcileByBeat'), 1, missed)).toBe(0)
    expect(missed.summary).toMatchObject({ broken: { reconcileByBeat: { faults: 'unknown_outcome', steps: 3 } } })
    const notMissed = recorded()
    // Nobody dies in these two budgets, so nobody needs a reaper.
    expect(await checkRemovals(only('reaper'), 1, notMissed)).toBe(1)
    expect(notMissed.summary).toMatchObject({ unbroken: ['reaper (classic mutant: no reaper)'] })
  })
})
