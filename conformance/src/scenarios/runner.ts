import type { Context, Scenario } from './scenario.ts'

type Outcome = 'finished' | 'aborted' | 'not_reached'

/**
 * Carries out the scenarios side by side, as far as their `needs` and `after` allow. What breaks off is recorded with its
 * reason and takes those that need it along; everything else goes on.
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  contextOf: (scenario: Scenario) => Context,
): Promise<void> {
  const outcomes = new Map<string, Promise<Outcome>>()
  const outcomeOf = (id: string): Promise<Outcome> => {
    const outcome = outcomes.get(id)
    if (!outcome) throw new Error(`no scenario ${id} stands before this one`)
    return outcome
  }
  for (const scenario of scenarios) {
    const before = [...scenario.needs, ...scenario.after].map((id) => outcomeOf(id))
    const needed = scenario.needs.map((id) => outcomeOf(id))
    outcomes.set(
      scenario.id,
      Promise.all(before).then(async () => carryOut(scenario, contextOf(scenario), await Promise.all(needed))),
    )
  }
  await Promise.all(outcomes.values())
}

async function carryOut(scenario: Scenario, context: Context, needed: readonly Outcome[]): Promise<Outcome> {
  const { title } = scenario
  const missing = scenario.needs.filter((_, index) => needed[index] !== 'finished')
  if (missing.length > 0) {
    const because = `needs ${missing.join(', ')}`
    context.history.add(scenario.id, 'scenario', { state: 'not_reached', title, because })
    return 'not_reached'
  }
  const started = performance.now()
  const ms = (): number => Math.round(performance.now() - started)
  context.history.add(scenario.id, 'scenario', { state: 'started', title })
  try {
    await scenario.run(context)
    context.history.add(scenario.id, 'scenario', { state: 'finished', title, ms: ms() })
    return 'finished'
  } catch (error) {
    const because = [error instanceof Error ? error.message : String(error), ...deaths(context)].join('; ')
    context.history.add(scenario.id, 'scenario', { state: 'aborted', title, because, ms: ms() })
    return 'aborted'
  }
}

/** Processes of the target that ended although nobody asked them to: often the reason why something never came. */
const deaths = ({ history }: Context): string[] =>
  history
    .view()
    .of('log')
    .filter(({ data }) => data.line.startsWith('ended by itself'))
    .slice(-2)
    .map(({ data }) => `${data.process} ${data.line}`)
