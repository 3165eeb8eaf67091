import type { ModelDecision } from '../table.ts'
import { Beat, firstStray, isStray, isWaiting, jobOfContent, Request, Status, Step, Visibility } from '../vocabulary.ts'
import type { Job, World } from '../world.ts'
import { claimOutcomes, isExhausted } from './claim.ts'
import { receive } from './messages.ts'
import { slotsTaken, take } from './statements.ts'
import { StepKind, type Steps } from './steps.ts'
import { dropWork, holdRow, keepMessage } from './worker-hand.ts'
import { requestHangs } from './worker-life.ts'

/** A free slot: receives, or claims a due row straight from the table. */
export function idleSteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  if (!worker.queueCut) receiveSteps(steps, number)
  if (worker.databaseCut || (steps.rules.liveClaim && worker.beat === Beat.declared)) return
  steps.before.jobs.forEach((job, index) => {
    if (!steps.rules.directClaim || !job.due || !isWaiting(job.status)) return
    if (isExhausted(job, steps)) {
      steps.normal(
        () => `worker ${number}: finds job ${index} exhausted`,
        (next) => {
          holdRow(next, number, index)
          decide(next, number, steps.scenario.table.decisions.exhausted, false)
        },
      )
    } else if (slotsTaken(steps.before) < steps.scenario.limit && isDirectlyClaimable(job)) {
      directClaimSteps(steps, number, index)
    }
  })
}

/** A PENDING row's message is normally on its way; only one whose message seems gone is taken directly. */
function isDirectlyClaimable(job: Job): boolean {
  return job.status === Status.retrying || (!job.outbox && !job.deadLetterOutbox)
}

function directClaimSteps(steps: Steps, number: number, index: number): void {
  const kind = steps.before.job(index).status === Status.pending ? StepKind.grace : StepKind.normal
  const words = () => `worker ${number}: claims due job ${index} straight from its row`
  steps.step(kind, words, (next) => {
    holdRow(next, number, index)
    take(next, index, number, null)
    decide(next, number, steps.scenario.table.decisions.claimed, true)
  })
  steps.fault(
    'unknown_outcome',
    () => `${words()}; the answer is lost`,
    (next) => take(next, index, number, null),
  )
}

function receiveSteps(steps: Steps, number: number): void {
  steps.before.messages.forEach((message, index) => {
    const { visibility, content } = message
    if (visibility === Visibility.none) return
    const take = (next: World) => {
      receive(next, index + 1, steps.rules.twoPhaseReceive ? Visibility.brief : Visibility.long)
      const worker = next.worker(number)
      worker.step = Step.received
      worker.content = content
      worker.message = index + 1
      worker.handleNewest = 1
    }
    const words = () => `worker ${number}: receives message ${index + 1}`
    if (visibility === Visibility.visible) steps.normal(words, take)
    else steps.fault('duplicate', () => `${words()}, delivered once more though it is hidden`, take)
  })
}

/** A received message: the claim statement, then what the decision table says of its answer. */
export function claimSteps(steps: Steps, number: number): void {
  const worker = steps.before.worker(number)
  const { content } = worker
  if (isStray(content)) {
    straySteps(steps, number)
    return
  }
  if (worker.databaseCut) {
    steps.normal(
      () => `worker ${number}: PostgreSQL is out of reach, lets the message go`,
      (next) => dropWork(next, number),
    )
    return
  }
  for (const { fact, decision, words, claimed } of claimOutcomes(steps, number, content, worker)) {
    const label = () => `worker ${number}: the claim answers ${words}${decision ? `: ${decision.action}` : ''}`
    steps.normal(label, (next) => {
      claimed(next)
      if (decision) decide(next, number, decision, fact === 'claimed')
      else dropWork(next, number)
    })
    if (decision && !decision.patient) outOfPatience(steps, number, decision)
    steps.fault(
      'unknown_outcome',
      () => `${label()}, but the answer is lost`,
      (next) => {
        claimed(next)
        dropWork(next, number)
      },
    )
  }
  requestHangs(steps, number, Request.claim, 'claim', (next) => dropWork(next, number))
  handBackSteps(steps, number)
}

function handBackSteps(steps: Steps, number: number): void {
  steps.fault(
    'stop',
    () => `worker ${number}: SIGTERM, hands back the message it has not started`,
    (next) => {
      keepMessage(next, number, Step.handingBack)
    },
  )
}

/** A message that is no job of ours: the table alone decides, by what parsing or the missing row says. */
function straySteps(steps: Steps, number: number): void {
  const group = steps.scenario.table.strayGroups[steps.before.worker(number).content - firstStray]
  if (!group) return
  steps.normal(
    () => `worker ${number}: the message is ${group.facts.join(' or ')}: ${group.decision.action}`,
    (next) => decide(next, number, group.decision, false),
  )
  if (!group.decision.patient) outOfPatience(steps, number, group.decision)
  handBackSteps(steps, number)
}

/** A message that was postponed as long as patience lasts goes to quarantine. */
function outOfPatience(steps: Steps, number: number, decision: ModelDecision): void {
  if (decision.action !== 'postpone') return
  steps.normal(
    () => `worker ${number}: postponed too often: quarantine`,
    (next) => {
      keepMessage(next, number, Step.quarantining)
    },
  )
}

/** One cell of the decision table. `claimed` says whether the row is this worker's now. */
function decide(next: World, number: number, decision: ModelDecision, claimed: boolean): void {
  const worker = next.worker(number)
  switch (decision.action) {
    case 'run':
      if (!claimed) next.violation = 'run_without_claim'
      worker.step = Step.claimed
      worker.fenceValid = 1
      break
    case 'bury': {
      const job = isStray(worker.content) ? undefined : next.job(jobOfContent(worker.content))
      if (!job || !isWaiting(job.status)) {
        dropWork(next, number)
      } else {
        worker.step = Step.burying
        worker.fenceValid = 1
      }
      break
    }
    case 'delete':
      keepMessage(next, number, Step.acknowledging)
      break
    case 'quarantine':
      keepMessage(next, number, Step.quarantining)
      break
    case 'postpone':
      keepMessage(next, number, decision.long ? Step.postponingLong : Step.postponing)
  }
}
