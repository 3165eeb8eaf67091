import type { Contract } from '../contract/model.ts'
import { type GeneratedFile, generated, literal } from './output.ts'

/** The state machines: which state follows which. */
export function emitStates({ asyncapi }: Contract): GeneratedFile {
  const machines = Object.entries(asyncapi['x-states']).map(([name, { enum: _enum, ...machine }]) => [name, machine])
  return generated(
    'states.ts',
    'asyncapi.yaml#/x-states',
    `
import type { JobStatus } from './jobs.ts'

/** How one kind of row lives. */
export interface StateMachine {
  readonly initial: string
  /** No worker leaves these. */
  readonly terminal: readonly string[]
  /** What may follow a state; a state that is missing has no successor. */
  readonly transitions: Readonly<Record<string, readonly string[]>>
}

export const states = ${literal(Object.fromEntries(machines))} as const satisfies Record<string, StateMachine>

const terminalJobStatuses: ReadonlySet<string> = new Set(states.job.terminal)

/** Whether a job has ended: no worker changes it any more. */
export function isTerminalJobStatus(status: JobStatus): boolean {
  return terminalJobStatuses.has(status)
}

/** Whether one state may follow another. */
export function mayBecome(machine: keyof typeof states, from: string, to: string): boolean {
  const { transitions }: StateMachine = states[machine]
  return transitions[from]?.includes(to) ?? false
}
`,
  )
}
