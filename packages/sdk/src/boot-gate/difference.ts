import { AcademyError } from '../errors/index.ts'

/** One way in which reality, or the generated policies, differ from what the contract needs. */
export interface GateDifference {
  readonly check: 'queues' | 'timing' | 'redis' | 'connections'
  readonly code: 'queue_missing' | 'queue_drifted' | 'contract_violation' | 'configuration_invalid'
  /** A sentence without its full stop: what is, instead of what. */
  readonly text: string
  /** The command that repairs it. */
  readonly repair: string
}

const mostUrgent: readonly GateDifference['code'][] = [
  'contract_violation',
  'queue_missing',
  'queue_drifted',
  'configuration_invalid',
]

/** One line for people: every difference, and each repair once. */
export function describeDifferences(differences: readonly GateDifference[]): string {
  const byRepair = Map.groupBy(differences, ({ repair }) => repair)
  return [...byRepair].map(([repair, own]) => `${own.map(({ text }) => text).join('; ')}: run ${repair}`).join('; ')
}

/** The differences as the error that ends a boot; its code is the most urgent one's. */
export function gateError(differences: readonly GateDifference[]): AcademyError {
  const code = mostUrgent.find((each) => differences.some((difference) => difference.code === each))
  return new AcademyError(code ?? 'configuration_invalid', describeDifferences(differences), {
    details: { differences },
  })
}
