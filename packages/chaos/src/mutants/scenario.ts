import type { Violation } from '../judge/violation.ts'
import type { Entry } from '../recorder/history.ts'
import type { Patch } from '../world/world.ts'

/** Short runs in which what a mutant breaks must show. */
export const scenarioNames = ['zombies', 'wire', 'kills', 'claim', 'partition', 'stop'] as const
export type ScenarioName = (typeof scenarioNames)[number]

/** What a scenario's run came to. */
export interface ScenarioRun {
  readonly violations: readonly Violation[]
  readonly entries: readonly Entry[]
}

/** How a scenario is run. */
export interface ScenarioOptions {
  readonly patch?: Patch
  readonly signal: AbortSignal
  readonly inspect?: (directory: string) => void
}

export type Scenario = (options: ScenarioOptions) => Promise<ScenarioRun>
