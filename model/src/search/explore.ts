import { brokenIn } from '../invariants.ts'
import type { Scenario } from '../scenario.ts'
import { allSteps } from '../transitions/all.ts'
import { type Label, StepKind, Steps } from '../transitions/steps.ts'
import type { Violation } from '../violations.ts'
import { World } from '../world.ts'
import { Edges } from './edges.ts'
import { findStuck } from './liveness.ts'
import { StateStore } from './state-store.ts'
import { type TraceStep, traceTo } from './trace.ts'

/** A law that some reachable state or step breaks. */
export interface Finding {
  readonly violation: Violation
  /** How many states or steps break it. */
  readonly times: number
  /** The shortest history that does. */
  readonly trace: readonly TraceStep[]
}

export interface Exploration {
  readonly states: number
  readonly steps: number
  /** Length of the longest shortest history. */
  readonly depth: number
  readonly seconds: number
  readonly findings: readonly Finding[]
  /** False when the bound on states was reached: then nothing is proved. */
  readonly complete: boolean
}

const mostStates = 12_000_000

/**
 * Visits every reachable state of a scenario once, breadth first, so that the first history that breaks a law is a
 * shortest one; then searches backward for states from which the jobs cannot end.
 */
export function explore(scenario: Scenario, bound = mostStates): Exploration {
  const startedAt = performance.now()
  const search = new Search(scenario)
  const complete = search.forward(bound)
  if (complete) findStuck(scenario, search.states, search.edges, (violation, state) => search.found(violation, state))
  return {
    states: search.states.count,
    steps: search.stepsSeen,
    depth: search.depth,
    seconds: (performance.now() - startedAt) / 1000,
    findings: [...search.findings.values()],
    complete,
  }
}

class Search {
  readonly states: StateStore
  readonly edges = new Edges()
  readonly findings = new Map<Violation, { violation: Violation; times: number; trace: TraceStep[] }>()
  stepsSeen = 0
  depth = 0
  private readonly scenario: Scenario
  private readonly steps: Steps
  private current = 0

  constructor(scenario: Scenario) {
    this.scenario = scenario
    this.steps = new Steps(scenario, (next, kind, label) => this.onStep(next, kind, label))
    this.states = new StateStore(this.steps.before.words.length)
  }

  /** False when there are more states than `bound`. */
  forward(bound: number): boolean {
    const { before } = this.steps
    const first = new World(this.scenario)
    first.begin(this.scenario.faults)
    first.becomeCanonical()
    this.states.add(first.words, -1)
    let endOfLayer = 1
    for (this.current = 0; this.current < this.states.count; this.current++) {
      if (this.current === endOfLayer) {
        this.depth += 1
        endOfLayer = this.states.count
      }
      before.load(this.states.words, this.current * before.words.length)
      const broken = brokenIn(before, this.scenario)
      // What lies behind a broken state says nothing more.
      if (broken) this.found(broken, this.current)
      else allSteps(this.steps)
      if (this.states.count > bound) return false
    }
    return true
  }

  found(violation: Violation, state: number, lastStep?: string): void {
    const known = this.findings.get(violation)
    if (known) known.times += 1
    else
      this.findings.set(violation, { violation, times: 1, trace: traceTo(this.scenario, this.states, state, lastStep) })
  }

  private onStep(next: World, kind: StepKind, label: Label): void {
    this.stepsSeen += 1
    if (next.violation) {
      this.found(next.violation, this.current, label())
      return
    }
    next.becomeCanonical()
    const state = this.states.add(next.words, this.current)
    if (kind <= StepKind.hour && state !== this.current) this.edges.add(this.current, state, kind)
  }
}
