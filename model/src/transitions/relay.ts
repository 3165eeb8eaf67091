import { contentOfJob, jobOfContent } from '../vocabulary.ts'
import { freeMessage, send } from './messages.ts'
import type { Steps } from './steps.ts'

/**
 * Outbox → queue. Creator (fast path) and relay do the same: send, then delete the outbox row; so one sender in the
 * middle of that is all the model needs, plus the histories in which it dies there or both send.
 */
export function relaySteps(steps: Steps): void {
  const { before } = steps
  before.jobs.forEach((job, index) => {
    if (job.outbox && before.rest.relayOf === 0) sendSteps(steps, index)
    if (job.deadLetterOutbox) {
      steps.normal(
        () => `relay: sends the dead letter of job ${index}`,
        (next) => {
          next.job(index).deadLetterOutbox = 0
          next.job(index).deadLetter = 1
        },
      )
    }
  })
  if (before.rest.relayOf) markSteps(steps, jobOfContent(before.rest.relayOf))
}

function sendSteps(steps: Steps, index: number): void {
  const number = freeMessage(steps.before)
  const { jobs, messages } = steps.scenario
  const copies = steps.before.messages.filter(({ content }) => content === contentOfJob(index)).length
  if (number === 0 || copies >= messages / jobs) {
    // The bound of the model: one more copy among as many would change nothing.
    steps.normal(
      () => `relay: job ${index} has messages enough`,
      (next) => {
        next.job(index).outbox = 0
      },
    )
  } else {
    steps.normal(
      () => `relay: sends message ${number} for job ${index}`,
      (next) => {
        send(next, number, contentOfJob(index))
        next.rest.relayOf = contentOfJob(index)
      },
    )
  }
  if (!steps.rules.outbox) {
    steps.fault(
      'crash',
      () => `creator of job ${index} is killed after its commit, before it sends`,
      (next) => {
        next.job(index).outbox = 0
      },
    )
  }
}

function markSteps(steps: Steps, index: number): void {
  steps.normal(
    () => `relay: deletes the outbox row of job ${index}`,
    (next) => {
      next.rest.relayOf = 0
      next.job(index).outbox = 0
    },
  )
  const again = 'the outbox row stays'
  steps.fault(
    'crash',
    () => `relay is killed between send and commit: ${again}`,
    (next) => {
      next.rest.relayOf = 0
    },
  )
  steps.fault(
    'duplicate',
    () => `creator and relay both send job ${index}: ${again}`,
    (next) => {
      next.rest.relayOf = 0
    },
  )
}
