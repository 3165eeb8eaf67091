export { AcademyError, type ErrorOptions } from './academy-error.ts'
export { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts'
export { ContractViolation } from './contract-violation.ts'
export {
  AmbiguousError,
  RejectedInputError,
  RetryableError,
  SnoozeError,
  snooze,
  TerminalError,
} from './handler-errors.ts'
export { type AbortReason, FenceLostError, JobAborted } from './job-errors.ts'
