import { AcademyError, type ErrorOptions } from './academy-error.ts'

/** One setting that is missing or wrong, and what to set. Never its value: it may be a secret (P-44). */
export interface ConfigurationProblem {
  readonly variable: string
  readonly problem: string
}

/** The process cannot start as it is configured. Names every problem at once, on one line. */
export class ConfigurationError extends AcademyError {
  static override readonly brand: string = 'ConfigurationError'

  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[], options: ErrorOptions = {}) {
    const text = problems.map(({ variable, problem }) => `${variable} ${problem}`).join('; ')
    super('configuration_invalid', text, { ...options, retryable: false })
    this.problems = problems
  }
}
