import {
  Beat,
  contentOfJob,
  gone,
  goneAndDeclared,
  holdsJob,
  nobody,
  Process,
  Request,
  Status,
  stepNames,
} from '../vocabulary.ts'
import type { Worker, World } from '../world.ts'
import { giveBack } from './statements.ts'
import type { Steps } from './steps.ts'
import { dropWork } from './worker-hand.ts'

/** What befalls a worker's process and its identity: kill, freeze, cuts, beat, self-fencing, reconciliation. */
export function workerLifeSteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  if (worker.process === Process.down) {
    steps.normal(
      () => `worker ${number}: starts again under a new identity`,
      (next) => {
        next.worker(number).process = Process.up
      },
    )
    return
  }
  steps.fault(
    'crash',
    () => `worker ${number}: SIGKILL (${stepNames[worker.step]})`,
    (next) => kill(next, number),
  )
  if (worker.process === Process.frozen) frozenSteps(steps, number)
  else {
    environmentSteps(steps, number)
    identitySteps(steps, number)
    reconcileSteps(steps, number)
  }
}

/** The process is gone: what it was about to do is not done, and nobody beats for its identity any more. */
export function kill(next: World, number: number): void {
  endIdentity(next, number)
  dropWork(next, number)
  const worker = next.worker(number)
  worker.process = Process.down
  worker.databaseCut = 0
  worker.queueCut = 0
}

/** Rows that carry this identity's name now carry one that is gone; the slot goes on under a new one. */
function endIdentity(next: World, number: number): void {
  const worker = next.worker(number)
  const name = worker.beat === Beat.declared ? goneAndDeclared : gone
  for (const job of next.jobs) if (job.lockedBy === number) job.lockedBy = name
  if (next.late.worker === number) next.late.worker = name
  worker.beat = Beat.fresh
}

function loseLease(next: World, number: number): void {
  dropWork(next, number)
  endIdentity(next, number)
}

function frozenSteps(steps: Steps, number: number): void {
  const { before, rules } = steps
  const worker = before.worker(number)
  if (worker.beat === Beat.fresh) {
    steps.normal(
      () => `worker ${number}: frozen for longer than dead_after`,
      (next) => {
        next.worker(number).beat = Beat.old
      },
    )
  }
  const checksFirst = rules.selfFencing && rules.deadlineFirst && worker.beat !== Beat.fresh
  comesBack(
    steps,
    number,
    () => `SIGCONT${checksFirst ? '; sees its deadline passed: lease_lost' : ', goes on'}`,
    (next) => {
      next.worker(number).process = Process.up
      if (checksFirst) loseLease(next, number)
    },
  )
}

function environmentSteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  steps.fault(
    'environment',
    () => `worker ${number}: SIGSTOP (${stepNames[worker.step]})`,
    (next) => {
      next.worker(number).process = Process.frozen
    },
  )
  for (const [cut, server] of [
    ['databaseCut', 'PostgreSQL'],
    ['queueCut', 'SQS'],
  ] as const) {
    if (worker[cut]) {
      comesBack(
        steps,
        number,
        () => `reaches ${server} again`,
        (next) => {
          next.worker(number)[cut] = 0
        },
      )
    } else {
      steps.fault(
        'environment',
        () => `worker ${number}: cut off from ${server}`,
        (next) => {
          next.worker(number)[cut] = 1
        },
      )
    }
  }
}

/** Recovery may count on a worker's return only if the other one is impaired as well. */
function comesBack(steps: Steps, number: number, words: () => string, change: (next: World) => void): void {
  const other = steps.before.worker(3 - number)
  const whole = other.process !== Process.frozen && !other.databaseCut && !other.queueCut
  const label = () => `worker ${number}: ${words()}`
  if (whole) steps.luck(label, change)
  else steps.normal(label, change)
}

/**
 * The timing law 2 × beat < abort_after < dead_after, as order: a worker that is cut off from PostgreSQL has aborted
 * its work before its beat is old. Only a frozen one can find its beat old with work in hand.
 */
function identitySteps(steps: Steps, number: number): void {
  const { before, rules } = steps
  const worker = before.worker(number)
  const lose = (next: World) => loseLease(next, number)
  if (rules.selfFencing) {
    if (worker.databaseCut && hasSomethingToLose(before, number)) {
      steps.normal(() => `worker ${number}: no beat confirmed for abort_after: lease_lost`, lose)
    }
    if (worker.beat !== Beat.fresh) steps.normal(() => `worker ${number}: notices its old beat: lease_lost`, lose)
    return
  }
  if (worker.databaseCut) {
    if (worker.beat !== Beat.fresh) return
    steps.normal(
      () => `worker ${number}: cut off for longer than dead_after`,
      (next) => {
        next.worker(number).beat = Beat.old
      },
    )
  } else if (worker.beat === Beat.old) {
    steps.normal(
      () => `worker ${number}: beats again, looks alive`,
      (next) => {
        next.worker(number).beat = Beat.fresh
      },
    )
  } else if (worker.beat === Beat.declared) {
    steps.normal(() => `worker ${number}: its beat is refused, it was declared dead`, lose)
  }
}

function hasSomethingToLose(world: World, number: number): boolean {
  return holdsJob(world.worker(number).step) || world.jobs.some((job) => job.lockedBy === number)
}

/** The beat's answer names rows that this worker does not hold: claims whose answer was lost. */
function reconcileSteps(steps: Steps, number: number): void {
  const { before, rules, scenario } = steps
  const worker = before.worker(number)
  if (!rules.reconcileByBeat || worker.databaseCut || worker.beat !== Beat.fresh) return
  before.jobs.forEach((job, index) => {
    if (job.lockedBy !== number || holds(worker, index)) return
    const words = () => `worker ${number}: its beat's answer names job ${index}, which it does not hold`
    if (job.status === Status.running) {
      steps.normal(
        () => `${words()}: released`,
        (next) => giveBack(next, index, scenario),
      )
    } else {
      steps.normal(
        () => `${words()}: its slot is freed`,
        (next) => {
          next.job(index).lockedBy = nobody
        },
      )
    }
  })
}

function holds(worker: Worker, index: number): boolean {
  return holdsJob(worker.step) && worker.content === contentOfJob(index)
}

/**
 * What this worker was about to request hangs in the network: it gives up waiting and goes on with `afterwards`; or it
 * is killed right after sending.
 */
export function requestHangs(
  steps: Steps,
  number: number,
  request: number,
  what: string,
  afterwards: (next: World) => void,
): void {
  const { before } = steps
  if (before.late.request !== Request.none) return
  const { content, message, handleNewest, fenceValid } = before.worker(number)
  const hang = (next: World) => {
    Object.assign(next.late, { request, worker: number, content, message, handleNewest, fenceValid })
  }
  steps.fault(
    'late_request',
    () => `worker ${number}: its request "${what}" hangs in the network`,
    (next) => {
      hang(next)
      afterwards(next)
    },
  )
  steps.faults(
    ['late_request', 'crash'],
    () => `worker ${number}: SIGKILL right after sending "${what}"`,
    (next) => {
      hang(next)
      kill(next, number)
    },
  )
}
