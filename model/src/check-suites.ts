import { describeBudget } from './faults.ts'
import type { Output } from './output.ts'
import { count, describeFinding } from './report.ts'
import { runOnThreads } from './search/threads.ts'
import type { Suite } from './suites.ts'

/** Explores every budget of every suite. Returns the exit code: 0 no law breaks, 1 one does, 2 a search did not end. */
export async function checkSuites(suites: readonly Suite[], threads: number, out: Output): Promise<number> {
  const startedAt = performance.now()
  const searches = suites
    .flatMap((suite) => suite.budgets.map((faults) => ({ suite, scenario: { ...suite.scenario, faults } })))
    .map((search, number) => ({ ...search, number }))
  const totals = { runs: 0, states: 0, steps: 0, largest: 0, violations: 0, incomplete: 0 }
  const bySuite = new Map(suites.map(({ name }) => [name, { runs: 0, states: 0, violations: 0 }]))
  const tasks = searches.map(({ scenario }) => ({ scenarios: [scenario] }))
  await runOnThreads(tasks, threads, (number, { exploration }) => {
    const { suite, scenario } = searches[number] as (typeof searches)[number]
    const part = bySuite.get(suite.name) as { runs: number; states: number; violations: number }
    part.runs += 1
    part.states += exploration.states
    part.violations += exploration.findings.length
    totals.runs += 1
    totals.states += exploration.states
    totals.steps += exploration.steps
    totals.largest = Math.max(totals.largest, exploration.states)
    totals.violations += exploration.findings.length
    if (!exploration.complete) totals.incomplete += 1
    const verdict = !exploration.complete ? 'NOT ENDED' : exploration.findings.length > 0 ? 'BROKEN' : 'holds'
    out.progress(
      `${totals.runs}/${searches.length} ${suite.name}: ${describeBudget(scenario.faults)}: ${count(exploration.states)} states, ${verdict}`,
    )
    for (const finding of exploration.findings) {
      out.say(`${suite.name}\n${describeFinding(finding, scenario)}`)
    }
  })
  for (const { name, why } of suites) {
    const { runs, states, violations } = bySuite.get(name) as { runs: number; states: number; violations: number }
    const verdict = violations === 0 ? 'no law breaks' : `${violations} BROKEN`
    out.say(
      `${name.padEnd(20)}${String(runs).padStart(4)} searches ${count(states).padStart(12)} states  ${verdict}  (${why})`,
    )
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  out.say(`${totals.runs} searches, ${count(totals.states)} states, ${count(totals.steps)} steps in ${seconds} s`)
  out.result({ command: 'check', ...totals, seconds, threads })
  if (totals.incomplete > 0) return 2
  return totals.violations > 0 ? 1 : 0
}
