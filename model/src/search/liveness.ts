import { allDrained, allEnded, brokenIn, mayWaitForGrace } from '../invariants.ts'
import type { Scenario } from '../scenario.ts'
import { StepKind } from '../transitions/steps.ts'
import type { Violation } from '../violations.ts'
import { World } from '../world.ts'
import { type Edges, type EdgesInto, edgesInto } from './edges.ts'
import type { StateStore } from './state-store.ts'

/** From every reachable state, without another fault and without luck, the goal must be within reach. */
interface Guarantee {
  readonly violation: Violation
  /** The slowest kind of step that may be waited for. */
  readonly slowest: number
  readonly reached: (world: World, scenario: Scenario) => boolean
}

const guarantees: readonly Guarantee[] = [
  {
    violation: 'waits_for_grace',
    slowest: StepKind.normal,
    reached: (world, scenario) => allEnded(world) || mayWaitForGrace(world, scenario),
  },
  { violation: 'waits_for_hour', slowest: StepKind.grace, reached: allEnded },
  { violation: 'never_ends', slowest: StepKind.hour, reached: allDrained },
]

/**
 * Searches backward from the states in which the goal is reached; whatever it does not arrive at is stuck. In a finite
 * graph this is exactly "the goal is reached, provided that a step which stays possible is taken some time".
 */
export function findStuck(
  scenario: Scenario,
  states: StateStore,
  edges: Edges,
  report: (violation: Violation, state: number) => void,
): void {
  const into = edgesInto(edges, states.count)
  for (const { violation, slowest, reached } of guarantees) {
    const arrived = backward(scenario, states, into, slowest, reached)
    for (let state = 0; state < states.count; state++) if (!arrived[state]) report(violation, state)
  }
}

function backward(
  scenario: Scenario,
  states: StateStore,
  into: EdgesInto,
  slowest: number,
  reached: Guarantee['reached'],
): Uint8Array {
  const arrived = new Uint8Array(states.count)
  const queue = new Int32Array(states.count)
  let queued = 0
  const world = new World(scenario)
  for (let state = 0; state < states.count; state++) {
    world.load(states.words, state * world.words.length)
    // Nothing was explored behind a broken state; it has been reported already.
    if (!reached(world, scenario) && !brokenIn(world, scenario)) continue
    arrived[state] = 1
    queue[queued++] = state
  }
  for (let next = 0; next < queued; next++) {
    const state = queue[next] as number
    for (let e = into.at[state] as number; e < (into.at[state + 1] as number); e++) {
      const from = into.from[e] as number
      if (arrived[from] || (into.kind[e] as number) > slowest) continue
      arrived[from] = 1
      queue[queued++] = from
    }
  }
  return arrived
}
