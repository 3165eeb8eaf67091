// Generated from asyncapi.yaml#/x-states by `pnpm codegen`. Do not edit.

import type { JobStatus } from './jobs.ts'

/** How one kind of row lives. */
export interface StateMachine {
  readonly initial: string
  /** No worker leaves these. */
  readonly terminal: readonly string[]
  /** What may follow a state; a state that is missing has no successor. */
  readonly transitions: Readonly<Record<string, readonly string[]>>
}

export const states = {
  job: {
    initial: 'PENDING',
    terminal: ['DONE', 'FAILED', 'CANCELLED', 'DEAD'],
    transitions: {
      PENDING: ['RUNNING', 'CANCELLED', 'DEAD'],
      RUNNING: ['DONE', 'FAILED', 'RETRYING', 'CANCELLED', 'DEAD'],
      RETRYING: ['RUNNING', 'CANCELLED', 'DEAD'],
      DEAD: ['PENDING'],
    },
  },
  video: {
    initial: 'PENDING',
    terminal: ['READY'],
    transitions: {
      PENDING: ['UPLOADED'],
      UPLOADED: ['PROCESSING', 'FAILED'],
      PROCESSING: ['READY', 'FAILED', 'UPLOADED'],
      FAILED: ['UPLOADED'],
    },
  },
  notification: {
    initial: 'queued',
    terminal: ['sent', 'ambiguous'],
    transitions: {
      queued: ['sending', 'failed'],
      sending: ['sent', 'failed', 'retryable_failed', 'ambiguous'],
      retryable_failed: ['sending', 'failed'],
      failed: ['queued'],
    },
  },
} as const satisfies Record<string, StateMachine>

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
