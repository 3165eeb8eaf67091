import { describe, expect, it } from 'vitest'
import type { Violation } from '../../src/judge/violation.ts'
import { mutants } from '../../src/mutants/catalogue.ts'
import { assertApplies, edited } from '../../src/mutants/edits.ts'
import type { Mutant } from '../../src/mutants/mutant.ts'
import { verdictOn } from '../../src/mutants/run-mutants.ts'
import type { Entry } from '../../src/recorder/history.ts'

describe('the catalogue of mutants', () => {
  it('takes at least ten safeties away, each under a name of its own', () => {
    const names = mutants.map(({ name }) => name)
    expect(names.length).toBeGreaterThanOrEqual(10)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(mutants)('$name still fits the sources', (mutant) => {
    assertApplies(mutant)
    expect((mutant.sources ?? []).length + (mutant.functions ?? []).length).toBeGreaterThan(0)
  })

  it('says when a text is no longer there, or more than once', () => {
    const edit = { file: 'a.ts', from: 'fence', to: '' }
    expect(() => edited('no such text', edit)).toThrow('no longer applies')
    expect(() => edited('fence fence', edit)).toThrow('no longer applies')
  })
})

describe('a verdict', () => {
  const mutant: Mutant = {
    name: 'm',
    without: 'w',
    scenario: 'zombies',
    violation: 'stale_writes_accepted',
    write: 'job',
  }
  const verdict = (violations: Violation[], entries: Entry[] = []) => verdictOn(mutant, { violations, entries }).verdict
  const stale = (detail: string): Violation => ({ rule: 'stale_writes_accepted', detail })
  const exited = (how: string) => ({ what: 'exited', worker: 'ai-1', how }) as Entry

  it('is killed only when the judge names what the mutant breaks', () => {
    expect(verdict([stale('job written under fence 3')])).toBe('killed')
    expect(verdict([stale('result written under fence 3')])).toBe('survived')
    expect(verdict([{ rule: 'lost', detail: 'job never ended' }])).toBe('survived')
    expect(verdict([])).toBe('survived')
  })

  it('is never killed when a process broke down', () => {
    expect(verdict([stale('job written')], [exited('exit code 1')])).toBe('crashed')
    expect(verdict([stale('job written')], [exited('SIGKILL')])).toBe('killed')
  })
})
