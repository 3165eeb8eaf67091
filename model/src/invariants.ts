import type { Scenario } from './scenario.ts'
import type { Violation } from './violations.ts'
import { handlerWorks, isTerminal, Process, Status, Visibility } from './vocabulary.ts'
import type { Job, World } from './world.ts'

/** The first thing wrong with a state, or null. */
export function brokenIn(world: World, scenario: Scenario): Violation | null {
  for (let index = 0; index < world.jobs.length; index++) {
    const job = world.job(index)
    if (job.commits > 1) return 'double_commit'
    if (isAttemptBurned(job, scenario)) return 'attempt_burned'
    if (job.crashes > deathsSoFar(world, scenario)) return 'crash_invented'
    if (handlersAtWork(world, index + 1) > 1) return 'overlap'
  }
  return handlersAtWork(world) > scenario.limit ? 'limit_exceeded' : null
}

/** Handlers in processes that run; a frozen one makes no step. */
function handlersAtWork(world: World, content?: number): number {
  let working = 0
  for (const worker of world.workers) {
    if (worker.process !== Process.up || !handlerWorks(worker.step)) continue
    if (content === undefined || worker.content === content) working++
  }
  return working
}

function isAttemptBurned(job: Job, { maxAttempts, maxCrashes }: Scenario): boolean {
  if (job.status === Status.dead) return job.failures < maxAttempts && job.crashes < maxCrashes
  return !isTerminal(job.status) && job.attempt > job.failures + (job.status === Status.running ? 1 : 0)
}

/** Faults in this history by which a process died, froze or was cut off: each may cost a job's owner once. */
export function deathsSoFar({ budget }: World, { faults }: Scenario): number {
  return (faults.crash ?? 0) - budget.crash + (faults.environment ?? 0) - budget.environment
}

/** Every job has ended; a DEAD one's letter is sent, or in the outbox, from where it cannot be lost. */
export function allEnded(world: World): boolean {
  return world.jobs.every(
    (job) => isTerminal(job.status) && (job.status !== Status.dead || job.deadLetter + job.deadLetterOutbox > 0),
  )
}

/** Moreover every dead letter is sent and the queue is empty. */
export function allDrained(world: World): boolean {
  return (
    world.jobs.every(
      (job) =>
        isTerminal(job.status) && job.deadLetterOutbox === 0 && (job.status !== Status.dead || job.deadLetter > 0),
    ) && world.messages.every((message) => message.visibility === Visibility.none)
  )
}

/**
 * Histories in which a job may wait for the grace: a message of it was lost, or it was redriven while the sender of its
 * former life had not yet deleted the outbox row, so that the redrive's message was not sent.
 */
export function mayWaitForGrace({ budget }: World, { faults }: Scenario): boolean {
  return budget.loss < (faults.loss ?? 0) || budget.redrive < (faults.redrive ?? 0)
}
