import type { Scenario } from '../scenario.ts'
import { show } from '../show.ts'
import { allSteps } from '../transitions/all.ts'
import { Steps } from '../transitions/steps.ts'
import { World } from '../world.ts'
import type { StateStore } from './state-store.ts'

/** One step of a history: what happened, and the state after it. */
export interface TraceStep {
  readonly happened: string
  readonly state: string
}

/**
 * The shortest history to a state. The store holds one of two mirror images; here the workers keep their numbers, by
 * walking forward again and looking each successor's mirror image up.
 */
export function traceTo(scenario: Scenario, states: StateStore, state: number, lastStep?: string): TraceStep[] {
  const path: number[] = []
  for (let at = state; at >= 0; at = states.parents[at] as number) path.unshift(at)
  const trace: TraceStep[] = []
  const world = new World(scenario)
  world.begin(scenario.faults)
  for (const target of path.slice(1)) trace.push(walk(scenario, states, world, target))
  if (lastStep) trace.push({ happened: lastStep, state: '' })
  return trace
}

/** Takes the step from `world` to the state number `target`. */
function walk(scenario: Scenario, states: StateStore, world: World, target: number): TraceStep {
  const mirror = new World(scenario)
  let happened: string | undefined
  const arrived = new World(scenario)
  const steps = new Steps(scenario, (next, _kind, label) => {
    if (happened !== undefined || next.violation) return
    mirror.load(next.words)
    mirror.becomeCanonical()
    if (states.find(mirror.words) !== target) return
    happened = label()
    arrived.load(next.words)
  })
  steps.before.load(world.words)
  allSteps(steps)
  if (happened === undefined) throw new Error(`no step leads to state ${target}`)
  world.load(arrived.words)
  return { happened, state: show(world) }
}
