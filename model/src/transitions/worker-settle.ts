import type { Scenario } from '../scenario.ts'
import { isTerminal, jobOfContent, nobody, Request, requestNames, Status, Step, Visibility } from '../vocabulary.ts'
import type { World } from '../world.ts'
import { messageName, queueCall, setVisibility } from './messages.ts'
import { bury, complete, fail, recordCrash, release, retryLater, type Written } from './statements.ts'
import type { Steps } from './steps.ts'
import { dropWork, keepMessage, useRowHandle } from './worker-hand.ts'
import { requestHangs } from './worker-life.ts'

/** From the claim to the end of the handler. */
export function handlerSteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  const goTo = (step: number) => (next: World) => {
    next.worker(number).step = step
  }
  steps.fault('stop', () => `worker ${number}: SIGTERM, aborts with reason shutdown`, goTo(Step.releasing))
  if (worker.step === Step.claimed) {
    const words = () => `worker ${number}: hides ${messageName(worker.message)} for the hour`
    const run = goTo(Step.running)
    if (worker.queueCut) {
      steps.normal(() => `${words()}: SQS is out of reach`, run)
      return
    }
    queueCall(steps, worker, words, (next, message) => setVisibility(next, message, Visibility.long), run)
    requestHangs(steps, number, Request.hideLong, requestNames[Request.hideLong], run)
    return
  }
  const ends = steps.rules.acknowledgeAfterCommit ? Step.completing : Step.acknowledgingFirst
  steps.normal(() => `worker ${number}: the handler is done`, goTo(ends))
  steps.fault('failure', () => `worker ${number}: the handler throws, retryable`, goTo(Step.retrying))
  steps.fault('failure', () => `worker ${number}: the handler fails for good`, goTo(Step.failing))
  steps.fault('crash', () => `worker ${number}: the handler's child process is killed`, goTo(Step.recordingCrash))
  const job = steps.before.job(jobOfContent(worker.content))
  if (!worker.databaseCut && (job.status !== Status.running || !worker.fenceValid)) {
    steps.normal(
      () => `worker ${number}: its beat's answer says the job is no longer its own: aborts`,
      goTo(Step.leaving),
    )
  }
}

type Statement = (world: World, content: number, fenceValid: number, scenario: Scenario) => Written

/** A statement that ends a run: what it is called, and where it leads when it was this worker's own doing. */
interface Settlement {
  readonly statement: Statement
  readonly request: number
  readonly leadsTo: (next: World, number: number, scenario: Scenario) => number
}

const settlements: Readonly<Record<number, Settlement>> = {
  [Step.completing]: { statement: complete, request: Request.complete, leadsTo: () => Step.acknowledging },
  [Step.failing]: { statement: fail, request: Request.fail, leadsTo: () => Step.acknowledging },
  [Step.retrying]: { statement: retryLater, request: Request.retry, leadsTo: afterRetry },
  [Step.releasing]: { statement: release, request: Request.release, leadsTo: () => Step.handingBack },
  [Step.recordingCrash]: { statement: recordCrash, request: Request.recordCrash, leadsTo: afterCrash },
  [Step.burying]: {
    statement: bury,
    request: Request.bury,
    leadsTo: (_next, _number, scenario) => afterDeath(scenario),
  },
}

/** The row first, then the message. While PostgreSQL is out of reach, it waits: for it, or for the loss of the lease. */
export function settleSteps(steps: Steps, number: number): void {
  const { before, scenario } = steps
  const worker = before.worker(number)
  const { content, fenceValid, step } = worker
  if (worker.databaseCut) {
    if (step !== Step.burying) return
    steps.normal(
      () => `worker ${number}: cannot bury, lets the message go`,
      (next) => dropWork(next, number),
    )
    return
  }
  const settlement = settlements[step]
  if (!settlement) {
    if (step === Step.leaving) leavingSteps(steps, number)
    return
  }
  const { statement, request, leadsTo } = settlement
  const words = () => `worker ${number}: ${requestNames[request]}`
  steps.normal(words, (next) => {
    const written = statement(next, content, fenceValid, scenario)
    if (written === 'own') {
      if (step !== Step.burying || worker.message === 0) useRowHandle(next, number)
      goOn(next, number, leadsTo(next, number, scenario))
    } else if (step === Step.burying) {
      dropWork(next, number)
    } else {
      next.worker(number).step = Step.leaving
    }
  })
  steps.fault(
    'unknown_outcome',
    () => `${words()}: executed, but the answer is lost; it will ask again`,
    (next) => {
      statement(next, content, fenceValid, scenario)
    },
  )
  requestHangs(steps, number, request, requestNames[request] as string, () => {})
}

/** Burying what has crashed too often is the one settlement that another one leads to. */
function goOn(next: World, number: number, step: number): void {
  if (step === Step.burying) next.worker(number).step = step
  else keepMessage(next, number, step)
}

/** Another hand has the job: the slot of a cancelled one is freed, and its message may go. */
function leavingSteps(steps: Steps, number: number): void {
  const { content } = steps.before.worker(number)
  steps.normal(
    () => `worker ${number}: leaves job ${jobOfContent(content)} to others`,
    (next) => {
      const job = next.job(jobOfContent(content))
      if (job.lockedBy === number && job.status !== Status.running) job.lockedBy = nobody
      if (job.status !== Status.cancelled) return dropWork(next, number)
      useRowHandle(next, number)
      keepMessage(next, number, Step.acknowledging)
    },
  )
}

function afterRetry(next: World, number: number, scenario: Scenario): number {
  const { status } = next.job(jobOfContent(next.worker(number).content))
  return isTerminal(status) ? afterDeath(scenario) : Step.postponing
}

function afterCrash(next: World, number: number, scenario: Scenario): number {
  const worker = next.worker(number)
  worker.fenceValid = 1 // the statement answered with the row, and with it the new fence
  return next.job(jobOfContent(worker.content)).crashes >= scenario.maxCrashes ? Step.burying : Step.postponing
}

function afterDeath({ rules }: Scenario): number {
  return rules.deadLetterByOutbox ? Step.acknowledging : Step.sendingDeadLetter
}
