import type { Rule } from '../judge/violation.ts'
import type { WriteKind } from '../zombies/zombie-writes.ts'
import type { ScenarioName } from './scenario.ts'

/** A text of a source file that is replaced while the module is loaded; it must be there exactly once. */
export interface SourceEdit {
  /** From the root of the workspace. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** A text of a SQL function's definition that is replaced after the migrations; it must be there exactly once. */
export interface FunctionEdit {
  readonly function: string
  readonly from: string
  readonly to: string
}

/** A safety that is taken away, and what the judge must then say. */
export interface Mutant {
  readonly name: string
  /** The law, the incident and what is missing. */
  readonly without: string
  readonly scenario: ScenarioName
  readonly violation: Rule
  /** Which kind of write, where the violation is a stale one. */
  readonly write?: WriteKind
  readonly sources?: readonly SourceEdit[]
  readonly functions?: readonly FunctionEdit[]
}
