import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checks } from '../src/checks/all.ts'
import { History, HistoryView } from '../src/history/history.ts'
import { junit } from '../src/report/junit.ts'
import { summaryLine } from '../src/report/summary.ts'
import { scenarios } from '../src/scenarios/all.ts'
import { table } from '../src/terminal/table.ts'
import { judge } from '../src/verdict/judge.ts'
import { breaks } from './breaks/all.ts'
import { contract } from './good/builder.ts'
import { goodHistory } from './good/history.ts'

const none = { notApplicable: [], knownFailing: [] }
const good = judge(new HistoryView(goodHistory()), contract, checks, scenarios, none)
const broken = breaks.find(({ requirement }) => requirement === 'M1.4-rungs')?.change(goodHistory()) ?? []
const bad = judge(new HistoryView(broken), contract, checks, scenarios, none)
const folder = mkdtempSync(join(tmpdir(), 'academy-reports-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('what a run leaves behind', () => {
  test('the last line is one object with the agreed fields', () => {
    const line = summaryLine(bad, 1.234, 56.78)
    expect(line).not.toContain('\n')
    const value = JSON.parse(line)
    expect(Object.keys(value)).toEqual(['verdict', 'setup_s', 'run_s', 'stages', 'checks', 'caught_by'])
    expect(value).toMatchObject({ verdict: 'NO-GO', setup_s: 1.2, run_s: 56.8, caught_by: ['stage-4'] })
    expect(value.stages.map(({ id }: { id: string }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `stage-${n}`))
    expect(value.checks).toHaveLength(10)
    expect(Object.keys(value.stages[0])).toEqual(['id', 'status', 'ms'])
    expect(Object.keys(value.checks[0])).toEqual(['id', 'status'])
  })

  test('junit names a test case after its requirement', () => {
    expect(junit(good, 1)).not.toContain('<failure')
    const text = junit(bad, 1)
    expect(text).toContain('<testcase classname="stage-4" name="M1.4-rungs"><failure type="failed"')
    expect(text.match(/<testcase /g)).toHaveLength(checks.length)
  })

  test('the table shows every line and what is wrong', () => {
    const text = table(bad, 1, false)
    for (const { id } of [...bad.stages, ...bad.checks]) expect(text).toContain(id)
    expect(text).toContain('NO-GO')
    expect(text).toContain('M1.4-rungs')
    expect(table(good, 1, false)).toMatch(/\nGO {2}after/)
  })

  test('a history file holds one JSON object a line, in order', () => {
    const file = join(folder, 'history.ndjson')
    {
      using history = new History(file)
      history.add('a', 'mark', { name: 'one', detail: {} })
      history.add('b', 'mark', { name: 'two', detail: { text: 'two\nlines' } })
    }
    const events = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ seq, scenario }) => [seq, scenario])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
  })
})
