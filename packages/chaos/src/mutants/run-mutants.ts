import type { Violation } from '../judge/violation.ts'
import type { Entry } from '../recorder/history.ts'
import type { Mutant } from './mutant.ts'
import { patchOf } from './patch.ts'
import type { ScenarioName, ScenarioOptions, ScenarioRun } from './scenario.ts'
import { scenarios } from './scenarios.ts'

/** `killed`: the judge named the violation. `survived`: it did not. `crashed`: harness or workers broke down instead. */
export type Verdict = 'killed' | 'survived' | 'crashed'

/** What became of one mutant. */
export interface MutantResult {
  readonly mutant: Mutant
  readonly verdict: Verdict
  /** Every rule that the judge named. */
  readonly named: readonly string[]
  readonly detail: string
}

/** Runs a mutant in its scenario. @throws Error when it no longer applies, or when the run was interrupted */
export async function runMutant(mutant: Mutant, options: Omit<ScenarioOptions, 'patch'>): Promise<MutantResult> {
  const patch = patchOf(mutant)
  try {
    return verdictOn(mutant, await scenarios[mutant.scenario]({ ...options, patch }))
  } catch (error) {
    if (options.signal.aborted || String(error).includes('no longer applies')) throw error
    return { mutant, verdict: 'crashed', named: [], detail: String(error) }
  }
}

/** Whether the judge named what the mutant breaks, and nothing crashed. */
export function verdictOn(mutant: Mutant, { violations, entries }: ScenarioRun): MutantResult {
  const named = [...new Set(violations.map(({ rule }) => rule))]
  const crash = crashes(entries)[0]
  if (crash) return { mutant, verdict: 'crashed', named, detail: crash }
  const met = violations.find((violation) => names(mutant, violation))
  if (met) return { mutant, verdict: 'killed', named, detail: met.detail }
  return { mutant, verdict: 'survived', named, detail: violations[0]?.detail ?? 'the judge found nothing' }
}

function names({ violation, write }: Mutant, { rule, detail }: Violation): boolean {
  return rule === violation && (write === undefined || detail.startsWith(`${write} `))
}

/** Processes that ended by themselves and not well. The harness ends them by SIGKILL or SIGTERM. */
export function crashes(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.what !== 'exited' || ['SIGKILL', 'SIGTERM', 'exit code 0'].includes(entry.how)) return []
    return [`${entry.worker} ended with ${entry.how}`]
  })
}

/** What the judge says of the product as it is; empty is well. */
export async function runClean(
  scenario: ScenarioName,
  options: Omit<ScenarioOptions, 'patch'>,
): Promise<readonly string[]> {
  try {
    const { violations, entries } = await scenarios[scenario](options)
    return [...violations.map(({ rule, job = '', detail }) => `${rule}: ${job} ${detail}`), ...crashes(entries)]
  } catch (error) {
    if (options.signal.aborted) throw error
    return [String(error)]
  }
}
