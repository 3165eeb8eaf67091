import { firstStray, Visibility } from '../vocabulary.ts'
import { freeMessage, send, vanish } from './messages.ts'
import type { Steps } from './steps.ts'

/** What the queue does to us: messages get lost, strays arrive. */
export function queueSteps(steps: Steps): void {
  steps.before.messages.forEach((message, index) => {
    if (message.visibility === Visibility.none) return
    const words = () => `queue: message ${index + 1} is lost (PurgeQueue, retention, native redrive)`
    steps.fault('loss', words, (next) => vanish(next, index + 1))
  })
  const number = freeMessage(steps.before)
  if (number === 0) return
  // One stray for each group of facts that the decision table treats alike.
  steps.scenario.table.strayGroups.forEach(({ facts }, group) => {
    steps.fault(
      'stray',
      () => `queue: stray message ${number} arrives (${facts.join(', ')})`,
      (next) => send(next, number, firstStray + group),
    )
  })
}
