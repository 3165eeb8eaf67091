import { describeBudget } from './faults.ts'
import type { Output } from './output.ts'
import type { Removal } from './removals.ts'
import { count, describeFinding, plainest } from './report.ts'
import type { Scenario } from './scenario.ts'
import type { TaskResult } from './search/task.ts'
import { runOnThreads } from './search/threads.ts'

/** Takes each thing away in turn. Returns the exit code: 0 each is missed, 1 one is not, 2 a search did not end. */
export async function checkRemovals(removals: readonly Removal[], threads: number, out: Output): Promise<number> {
  const startedAt = performance.now()
  const broken: Record<string, { violation: string; faults: string; steps: number }> = {}
  const unbroken: string[] = []
  let incomplete = 0
  let done = 0
  const tell = (removal: Removal, { index, exploration, states, runs }: TaskResult) => {
    out.say(`\n− ${removal.name}\n  ${removal.says}`)
    const finding = plainest(exploration.findings)
    if (!exploration.complete) incomplete += 1
    if (!finding) {
      unbroken.push(removal.name)
      out.say(`  nothing breaks without it: ${runs} searches, ${count(states)} states`)
      return
    }
    const scenario = removal.scenarios[index] as Scenario
    broken[removal.name] = {
      violation: finding.violation,
      faults: describeBudget(scenario.faults),
      steps: finding.trace.length,
    }
    out.say(describeFinding(finding, scenario))
  }
  await runOnThreads(removals, threads, (number, result) => {
    const removal = removals[number] as Removal
    done += 1
    out.progress(`${done}/${removals.length} ${removal.name}`)
    tell(removal, result)
  })
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  out.say(`\n${Object.keys(broken).length} of ${removals.length} removals break a law, in ${seconds} s`)
  if (unbroken.length > 0) out.say(`not missed: ${unbroken.join(', ')}`)
  out.result({ command: 'minus', removed: removals.length, broken, unbroken, incomplete, seconds })
  if (incomplete > 0) return 2
  return unbroken.length > 0 ? 1 : 0
}
