import type { FaultKind } from '../faults.ts'
import type { Rules } from '../rules.ts'
import type { Scenario } from '../scenario.ts'
import { World } from '../world.ts'

/**
 * What kind of thing happens.
 * normal: within seconds, as often as it takes; recovery may count on it.
 * grace: after the grace in which a PENDING row's message is still expected; hour: after the hour-long visibility.
 * luck: it may happen, but nobody may count on it (a frozen worker thaws, an old receipt handle still works).
 * fault: something goes wrong, or is ordered from outside; each costs one of its kind from the budget.
 */
export const StepKind = { normal: 0, grace: 1, hour: 2, luck: 3, fault: 4 } as const
export type StepKind = (typeof StepKind)[keyof typeof StepKind]

/** Says in words what happened; only called for a trace. */
export type Label = () => string
export type Change = (next: World) => void
/** Receives each successor. `next` is reused: copy what you keep. */
export type OnStep = (next: World, kind: StepKind, label: Label) => void

/** Collects what can happen in one state. Each step changes a copy of that state into its successor. */
export class Steps {
  readonly scenario: Scenario
  readonly rules: Rules
  /** The state at hand; steps read it and never change it. */
  readonly before: World
  private readonly next: World
  private readonly onStep: OnStep

  constructor(scenario: Scenario, onStep: OnStep) {
    this.scenario = scenario
    this.rules = scenario.rules
    this.before = new World(scenario)
    this.next = new World(scenario)
    this.onStep = onStep
  }

  normal(label: Label, change: Change): void {
    this.step(StepKind.normal, label, change)
  }

  luck(label: Label, change: Change): void {
    this.step(StepKind.luck, label, change)
  }

  /** Nothing happens when the budget holds no such fault any more. */
  fault(kind: FaultKind, label: Label, change: Change): void {
    if (this.before.budget[kind] === 0) return
    this.step(StepKind.fault, label, (next) => {
      next.budget[kind] -= 1
      change(next)
    })
  }

  /** Two faults at once, such as a kill right after a request was sent. */
  faults(kinds: readonly FaultKind[], label: Label, change: Change): void {
    if (kinds.some((kind) => this.before.budget[kind] === 0)) return
    this.step(StepKind.fault, label, (next) => {
      for (const kind of kinds) next.budget[kind] -= 1
      change(next)
    })
  }

  step(kind: StepKind, label: Label, change: Change): void {
    this.next.load(this.before.words)
    change(this.next)
    this.onStep(this.next, kind, label)
  }
}
