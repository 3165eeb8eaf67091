import type { Scenario } from '../scenario.ts'
import { contentOfJob, isWaiting, jobOfContent, nobody, Request, Status } from '../vocabulary.ts'
import type { Job, World } from '../world.ts'
import type { Handle } from './messages.ts'

/**
 * The statements and transactions that change a job row, each atomic. A writer says by `fenceValid` whether its claim
 * is still the latest: the row's fence is its number, and only equality is ever asked.
 */

/** fence + 1: whoever holds an earlier claim of this job, or a request under way with it, is a zombie from now on. */
export function raiseFence(world: World, index: number): void {
  const content = contentOfJob(index)
  for (const worker of world.workers) if (worker.content === content) worker.fenceValid = 0
  if (world.late.request !== Request.none && world.late.content === content) world.late.fenceValid = 0
}

/** The one place where a job becomes RUNNING. A claim straight from the row keeps the row's receipt handle. */
export function take(world: World, index: number, worker: number, handle: Handle | null): void {
  const job = world.job(index)
  raiseFence(world, index)
  job.status = Status.running
  job.lockedBy = worker
  job.attempt += 1
  if (handle) storeHandle(job, handle)
}

/** A message was received for a RUNNING job: the row keeps the newest handle, for whoever ends the job. */
export function storeHandle(job: Job, { message, handleNewest }: Handle): void {
  job.message = message
  job.handleNewest = handleNewest
}

/** RETRYING and due, unowned, fence raised, the attempt given back: reap, release, recorded crash. */
export function giveBack(world: World, index: number, { rules }: Scenario): void {
  const job = world.job(index)
  job.status = Status.retrying
  job.due = 1
  job.lockedBy = nobody
  if (rules.attemptGivenBack) job.attempt -= 1
  if (rules.fenceRaisedByOthers) raiseFence(world, index)
}

/** How a writer's statement ended: its own doing (now, or before when the answer was lost), or refused. */
export type Written = 'own' | 'refused'

/** DONE, with result and user rows in the same transaction. */
export function complete(world: World, content: number, fenceValid: number, scenario: Scenario): Written {
  const job = world.job(jobOfContent(content))
  if (job.status === Status.done && fenceValid) return 'own' // asked again
  if (!mayWrite(world, job, fenceValid, scenario)) return 'refused'
  job.status = Status.done
  job.lockedBy = nobody
  job.commits += 1
  return 'own'
}

/** FAILED: no retry, no dead letter. */
export function fail(world: World, content: number, fenceValid: number, scenario: Scenario): Written {
  const job = world.job(jobOfContent(content))
  if (job.status === Status.failed && fenceValid) return 'own'
  if (!mayWrite(world, job, fenceValid, scenario)) return 'refused'
  job.status = Status.failed
  job.lockedBy = nobody
  return 'own'
}

/** RETRYING after a back-off, or DEAD when no attempt is left. The attempt stays counted: this is a real failure. */
export function retryLater(world: World, content: number, fenceValid: number, scenario: Scenario): Written {
  const job = world.job(jobOfContent(content))
  if ((job.status === Status.retrying || job.status === Status.dead) && fenceValid) return 'own'
  if (!mayWrite(world, job, fenceValid, scenario)) return 'refused'
  job.failures += 1
  job.lockedBy = nobody
  if (job.attempt >= scenario.maxAttempts) {
    die(job, scenario)
  } else {
    job.status = Status.retrying
    job.due = 0
  }
  return 'own'
}

/** Back to the others: RETRYING, due, the attempt given back. */
export function release(world: World, content: number, fenceValid: number, scenario: Scenario): Written {
  const job = world.job(jobOfContent(content))
  if (!mayWrite(world, job, fenceValid, scenario)) return 'refused'
  giveBack(world, jobOfContent(content), scenario)
  return 'own'
}

/** The child that ran the handler died: as a release, after a back-off, and a crash is counted. */
export function recordCrash(world: World, content: number, fenceValid: number, scenario: Scenario): Written {
  if (release(world, content, fenceValid, scenario) === 'refused') return 'refused'
  const job = world.job(jobOfContent(content))
  job.crashes += 1
  job.due = 0
  return 'own'
}

/** DEAD for a row that nobody runs and that was found exhausted; only if nothing happened to it since. */
export function bury(world: World, content: number, fenceValid: number, scenario: Scenario): Written {
  const job = world.job(jobOfContent(content))
  if (!isWaiting(job.status) || !fenceValid) return 'refused'
  die(job, scenario)
  if (scenario.rules.fenceRaisedByOthers) raiseFence(world, jobOfContent(content))
  return 'own'
}

function die(job: Job, { rules }: Scenario): void {
  job.status = Status.dead
  if (rules.deadLetterByOutbox) job.deadLetterOutbox = 1
}

function mayWrite(world: World, job: Job, fenceValid: number, { rules }: Scenario): boolean {
  if (job.status !== Status.running) return false
  if (fenceValid) return true
  if (rules.fence) return false
  world.violation = 'stale_write'
  return true
}

/** Slots that count against the limit. */
export function slotsTaken(world: World): number {
  let taken = 0
  for (const job of world.jobs) if (job.lockedBy !== nobody) taken++
  return taken
}
