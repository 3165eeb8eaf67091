import type { ContractFacts } from './contract-facts.ts'
import type { SourceFile } from './source-file.ts'

/** One thing that is wrong, at one place. */
export interface Finding {
  readonly line: number
  readonly message: string
}

/** One house rule. */
export interface Rule {
  /** `area/name`; planted files and reports use it. */
  readonly id: string
  /** One sentence: what must hold, and why. */
  readonly why: string
  check(file: SourceFile, contract: ContractFacts): readonly Finding[]
}
