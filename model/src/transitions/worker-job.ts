import { isStray, jobOfContent, Process, Request, requestNames, Step, Visibility } from '../vocabulary.ts'
import type { World } from '../world.ts'
import { deleteMessage, messageName, queueCall, setVisibility } from './messages.ts'
import type { Steps } from './steps.ts'
import { claimSteps, idleSteps } from './worker-claim.ts'
import { dropWork, keepMessage } from './worker-hand.ts'
import { requestHangs } from './worker-life.ts'
import { handlerSteps, settleSteps } from './worker-settle.ts'

/** The next thing a worker that runs does with its message or job. */
export function workerJobSteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  if (worker.process !== Process.up) return
  switch (worker.step) {
    case Step.idle:
      idleSteps(steps, number)
      break
    case Step.received:
      claimSteps(steps, number)
      break
    case Step.claimed:
    case Step.running:
      handlerSteps(steps, number)
      break
    case Step.acknowledging:
    case Step.acknowledgingFirst:
      acknowledgeSteps(steps, number)
      break
    case Step.postponing:
      hideSteps(steps, number, Visibility.brief, Request.hideBriefly)
      break
    case Step.postponingLong:
      hideSteps(steps, number, Visibility.long, Request.hideLong)
      break
    case Step.handingBack:
      hideSteps(steps, number, Visibility.visible, Request.show)
      break
    case Step.quarantining:
    case Step.sendingDeadLetter:
      copySteps(steps, number)
      break
    default:
      settleSteps(steps, number)
      break
  }
}

/** DeleteMessage. When it fails, the next receive of the message finds a terminal job and deletes it. */
function acknowledgeSteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  const first = worker.step === Step.acknowledgingFirst
  const afterwards = (next: World) => {
    if (first) next.worker(number).step = Step.completing
    else dropWork(next, number)
  }
  const words = () => `worker ${number}: deletes ${messageName(worker.message)}`
  if (worker.queueCut) {
    steps.normal(() => `${words()}: SQS is out of reach`, afterwards)
    return
  }
  queueCall(steps, worker, words, deleteMessage, afterwards)
  requestHangs(steps, number, Request.delete, 'delete', afterwards)
}

/** ChangeMessageVisibility at the end of a settlement or postponement; when it fails, the row is claimed directly. */
function hideSteps(steps: Steps, number: number, visibility: number, request: number): void {
  const worker = steps.before.worker(number)
  const afterwards = (next: World) => dropWork(next, number)
  const words = () => `worker ${number}: ${requestNames[request]} for ${messageName(worker.message)}`
  if (worker.queueCut) {
    steps.normal(() => `${words()}: SQS is out of reach`, afterwards)
    return
  }
  queueCall(steps, worker, words, (next, message) => setVisibility(next, message, visibility), afterwards)
  requestHangs(steps, number, request, requestNames[request] as string, afterwards)
}

/** SendMessage to the dead-letter queue, then the delete; when it fails, the message stays where it is. */
function copySteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  if (worker.queueCut) {
    if (worker.step === Step.quarantining) {
      steps.normal(
        () => `worker ${number}: the dead-letter queue is out of reach`,
        (next) => dropWork(next, number),
      )
    }
    return
  }
  steps.normal(
    () => `worker ${number}: sends a copy to the dead-letter queue`,
    (next) => {
      if (!isStray(worker.content)) next.job(jobOfContent(worker.content)).deadLetter = 1
      else if (worker.message) next.message(worker.message).mayGo = 1
      keepMessage(next, number, Step.acknowledging)
    },
  )
}
