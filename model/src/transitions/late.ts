import type { Scenario } from '../scenario.ts'
import { Request, requestNames, Visibility } from '../vocabulary.ts'
import type { Late, World } from '../world.ts'
import { claimOutcomes } from './claim.ts'
import { deleteMessage, setVisibility } from './messages.ts'
import { bury, complete, fail, recordCrash, release, retryLater, type Written } from './statements.ts'
import type { Steps } from './steps.ts'

type Statement = (world: World, content: number, fenceValid: number, scenario: Scenario) => Written

const statements: Readonly<Record<number, Statement>> = {
  [Request.complete]: complete,
  [Request.fail]: fail,
  [Request.retry]: retryLater,
  [Request.release]: release,
  [Request.recordCrash]: recordCrash,
  [Request.bury]: bury,
}

const queueCalls: Readonly<Record<number, (world: World, message: number) => void>> = {
  [Request.delete]: deleteMessage,
  [Request.show]: (world, message) => setVisibility(world, message, Visibility.visible),
  [Request.hideBriefly]: (world, message) => setVisibility(world, message, Visibility.brief),
  [Request.hideLong]: (world, message) => setVisibility(world, message, Visibility.long),
}

/** A request that outlived its issuer: executed now, later or never. Nobody hears its answer. */
export function lateSteps(steps: Steps): void {
  const { late } = steps.before
  if (late.request === Request.none) return
  const what = requestNames[late.request]
  steps.normal(
    () => `network: the late request "${what}" is lost`,
    (next) => forget(next.late),
  )
  if (late.request === Request.claim) {
    for (const { words, claimed } of claimOutcomes(steps, late.worker, late.content, late)) {
      steps.luck(
        () => `database: the late claim of worker ${late.worker} is executed: ${words}`,
        (next) => {
          claimed(next)
          forget(next.late)
        },
      )
    }
  }
  const statement = statements[late.request]
  if (statement) {
    steps.luck(
      () => `database: the late request "${what}" of worker ${late.worker} is executed`,
      (next) => {
        statement(next, late.content, late.fenceValid, steps.scenario)
        forget(next.late)
      },
    )
  }
  const call = queueCalls[late.request]
  if (call && late.message) {
    steps.luck(
      () => `queue: the late request "${what}" for message ${late.message} is executed`,
      (next) => {
        call(next, late.message)
        forget(next.late)
      },
    )
  }
}

function forget(late: Late): void {
  late.request = Request.none
  late.worker = 0
  late.content = 0
  late.message = 0
  late.handleNewest = 0
  late.fenceValid = 0
}
