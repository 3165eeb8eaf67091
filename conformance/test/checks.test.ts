import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checks } from '../src/checks/all.ts'
import { HistoryView } from '../src/history/history.ts'
import { scenarios } from '../src/scenarios/all.ts'
import { judge } from '../src/verdict/judge.ts'
import { breaks } from './breaks/all.ts'
import { contract } from './good/builder.ts'
import { goodHistory } from './good/history.ts'

const none = { notApplicable: [], knownFailing: [] }
const verdictOf = (events = goodHistory()) => judge(new HistoryView(events), contract, checks, scenarios, none)
const findingsOf = (events = goodHistory()) => {
  const { stages, checks: finals } = verdictOf(events)
  return [...stages, ...finals].flatMap(({ findings }) => findings)
}

/** Judged by the contract alone: no history can break them. The contract lint and its own test guard them. */
const byContractAlone = ['M2.3-lease-in-the-contract']

describe('a run in which everything is as it should be', () => {
  test('every check passes, and the verdict is GO', () => {
    const failures = findingsOf().filter(({ status }) => status !== 'passed')
    expect(failures.map(({ requirement, complaints }) => [requirement, complaints[0]?.message])).toEqual([])
    expect(verdictOf().verdict).toBe('GO')
    expect(verdictOf().caughtBy).toEqual([])
  })
})

describe('P-45 every check can fail', () => {
  test('each requirement has a history that breaks it', () => {
    const broken = new Set([...breaks.map(({ requirement }) => requirement), ...byContractAlone])
    expect(checks.map(({ requirement }) => requirement).filter((each) => !broken.has(each))).toEqual([])
    expect(breaks.filter(({ requirement }) => !checks.some((each) => each.requirement === requirement))).toEqual([])
  })

  test.each(breaks)('$requirement: $what', ({ requirement, change }) => {
    const events = change(goodHistory())
    const finding = findingsOf(events).find((each) => each.requirement === requirement)
    expect(finding?.status).toBe('failed')
    const verdict = verdictOf(events)
    expect(verdict.verdict).toBe('NO-GO')
    expect(verdict.caughtBy).toContain(finding?.row)
  })

  test('a lease that is no margin below its visibility is caught', () => {
    const channels = contract.channels.map((channel) => ({ ...channel, leaseSeconds: channel.visibilitySeconds }))
    const check = checks.find(({ requirement }) => requirement === byContractAlone[0])
    expect(check?.judge(new HistoryView(goodHistory()), { ...contract, channels }).complaints.length).toBeGreaterThan(0)
  })

  test('every check that is written is in the list', () => {
    const folder = fileURLToPath(new URL('../src/checks', import.meta.url))
    const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
    const written = texts.flatMap((text) =>
      [...text.matchAll(/(?:requirement: |answersOf\()'([^']+)'/g)].map(([, id]) => id),
    )
    expect(written.sort()).toEqual(checks.map(({ requirement }) => requirement).sort())
  })

  test('requirement ids are used once', () => {
    const names = checks.map(({ requirement }) => requirement)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('nothing seen is never a pass', () => {
  test('an empty history passes no line', () => {
    const { stages, checks: finals, verdict } = verdictOf([])
    expect([...stages, ...finals].filter(({ status }) => status === 'passed')).toEqual([])
    expect(verdict).toBe('NO-GO')
  })

  test('scenarios that ended without an observation are untestable or failed', () => {
    const events = goodHistory().filter(({ kind }) => kind === 'scenario')
    const quiet = findingsOf(events).filter(({ requirement }) => !byContractAlone.includes(requirement))
    expect(quiet.filter(({ status }) => status === 'passed').map(({ requirement }) => requirement)).toEqual([])
  })

  test('a check without a fact to judge is untestable, which is a failure', () => {
    const empty = {
      ...(checks[0] as (typeof checks)[number]),
      requirement: 'none',
      judge: () => ({ observed: 0, complaints: [] }),
    }
    const verdict = judge(new HistoryView(goodHistory()), contract, [...checks, empty], scenarios, none)
    expect(verdict.stages[0]?.status).toBe('untestable')
    expect(verdict.verdict).toBe('NO-GO')
  })

  test('a line without any check is untestable', () => {
    const some = checks.filter(({ row }) => row !== 'check-9')
    const verdict = judge(new HistoryView(goodHistory()), contract, some, scenarios, none)
    expect(verdict.checks.find(({ id }) => id === 'check-9')?.status).toBe('untestable')
  })

  test('a check that breaks itself is untestable, not passed', () => {
    const broken = {
      ...(checks[0] as (typeof checks)[number]),
      judge: () => {
        throw new Error('a bug')
      },
    }
    const verdict = judge(new HistoryView(goodHistory()), contract, [broken, ...checks], scenarios, none)
    expect(verdict.caughtBy).toContain('stage-1')
  })
})

describe('scenarios that break off', () => {
  const aborted = (id: string) =>
    goodHistory().map((event) =>
      event.kind === 'scenario' && event.scenario === id
        ? { ...event, data: { ...event.data, state: 'aborted' as const, because: 'no server' } }
        : event,
    )

  test('the line that answers for it fails, its checks were not reached', () => {
    const verdict = verdictOf(aborted('stage-4'))
    expect(verdict.caughtBy).toEqual(['stage-4'])
    expect(verdict.checks.at(-1)?.status).toBe('not_reached')
  })

  test('check 10 is derived and never among the catchers', () => {
    for (const id of ['stage-1', 'stage-3', 'cap']) expect(verdictOf(aborted(id)).caughtBy).not.toContain('check-10')
  })
})

describe('exceptions of a target file', () => {
  const reason = 'a reason in prose, long enough to mean something'
  const judgeWith = (events: ReturnType<typeof goodHistory>, exceptions: Partial<typeof none>) =>
    judge(new HistoryView(events), contract, checks, scenarios, { ...none, ...exceptions })

  test('a known failure does not stop GO; once it passes, the entry must go', () => {
    const knownFailing = [{ requirement: 'M1.5-recorded-once', reason }] as never[]
    const broken = breaks.find(({ requirement }) => requirement === 'M1.5-recorded-once')?.change(goodHistory()) ?? []
    expect(judgeWith(broken, { knownFailing }).verdict).toBe('GO')
    expect(judgeWith(goodHistory(), { knownFailing }).caughtBy).toEqual(['stage-5'])
  })

  test('an exception for a requirement that does not exist fails the run', () => {
    const notApplicable = [{ requirement: 'M1.5-recorded-onec', reason }] as never[]
    expect(judgeWith(goodHistory(), { notApplicable }).verdict).toBe('NO-GO')
  })
})
