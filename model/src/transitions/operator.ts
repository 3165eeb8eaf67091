import { contentOfJob, isTerminal, nobody, Status } from '../vocabulary.ts'
import { raiseFence } from './statements.ts'
import type { Steps } from './steps.ts'

/** What people order: cancel and redrive. (A stop comes to a worker, see worker-job.ts.) */
export function operatorSteps(steps: Steps): void {
  const { before, rules } = steps
  before.jobs.forEach((job, index) => {
    if (!isTerminal(job.status)) {
      steps.fault(
        'cancel',
        () => `operator: cancels job ${index}`,
        (next) => {
          const cancelled = next.job(index)
          if (rules.fenceRaisedByOthers) raiseFence(next, index)
          cancelled.status = Status.cancelled
          cancelled.outbox = 0
          if (!rules.slotHeldUntilEnd) cancelled.lockedBy = nobody
        },
      )
    }
    if (job.status === Status.dead) {
      steps.fault(
        'redrive',
        () => `operator: redrives job ${index}`,
        (next) => {
          const redriven = next.job(index)
          if (rules.fenceRaisedByOthers) raiseFence(next, index)
          redriven.status = Status.pending
          redriven.attempt = 0
          redriven.failures = 0
          redriven.crashes = 0
          redriven.due = 1
          redriven.message = 0
          redriven.handleNewest = 0
          redriven.outbox = 1
          for (const message of next.messages) if (message.content === contentOfJob(index)) message.mayGo = 1
        },
      )
    }
  })
}
