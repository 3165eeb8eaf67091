import type { Scenario } from '../scenario.ts'
import { type Exploration, explore } from './explore.ts'

/** Scenarios to explore one after the other, until one of them breaks a law. Plain data: it travels to a thread. */
export interface Task {
  readonly scenarios: readonly Scenario[]
}

export interface TaskResult {
  /** Which scenario the exploration is of: the one that broke, or the last. */
  readonly index: number
  readonly exploration: Exploration
  /** States of all that were explored. */
  readonly states: number
  readonly runs: number
}

export function runTask({ scenarios }: Task): TaskResult {
  let states = 0
  for (const [index, scenario] of scenarios.entries()) {
    const exploration = explore(scenario)
    states += exploration.states
    const last = index === scenarios.length - 1
    if (last || exploration.findings.length > 0 || !exploration.complete) {
      return { index, exploration, states, runs: index + 1 }
    }
  }
  throw new Error('a task needs a scenario')
}
