import type { Violation } from '../contract/index.ts'
import { AcademyError, type ErrorOptions } from './academy-error.ts'

const shown = 3

/** A document breaks the contract; each violation names the field and the rule it breaks. */
export class ContractViolation extends AcademyError {
  static override readonly brand: string = 'ContractViolation'

  readonly violations: readonly Violation[]

  /** @param subject what breaks it, such as `the payload of ocr` */
  constructor(subject: string, violations: readonly Violation[], options: ErrorOptions = {}) {
    super('contract_violation', `${subject}: ${summary(violations)}`, { ...options, retryable: false })
    this.violations = violations
  }
}

function summary(violations: readonly Violation[]): string {
  const texts = violations
    .slice(0, shown)
    .map(({ pointer, message, schemaPath }) => `${pointer || '/'} ${message} (${schemaPath})`)
  if (violations.length > shown) texts.push(`and ${violations.length - shown} more`)
  return texts.join('; ')
}
