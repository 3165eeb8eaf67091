import { isStray, isTerminal, jobOfContent, Visibility } from '../vocabulary.ts'
import type { World } from '../world.ts'
import type { Change, Label, Steps } from './steps.ts'

/** A receipt handle: which message it belongs to, and whether that message was received again since. */
export interface Handle {
  readonly message: number
  readonly handleNewest: number
}

/** A message in a label; 0 stands for one that the row does not know or that is gone. */
export const messageName = (number: number): string => (number === 0 ? 'its message' : `message ${number}`)

/** The number of a free message slot, 0 when the model holds no more. */
export function freeMessage(world: World): number {
  return world.messages.findIndex((message) => message.visibility === Visibility.none) + 1
}

/** SendMessage. */
export function send(world: World, number: number, content: number): void {
  const message = world.message(number)
  message.visibility = Visibility.visible
  message.content = content
  message.mayGo = 0
}

/** ReceiveMessage: hidden for `visibility`; every handle of an earlier receive is an old one now. */
export function receive(world: World, number: number, visibility: number): void {
  world.message(number).visibility = visibility
  for (const job of world.jobs) if (job.message === number) job.handleNewest = 0
  for (const worker of world.workers) if (worker.message === number) worker.handleNewest = 0
  if (world.late.message === number) world.late.handleNewest = 0
  if (world.rest.wakeMessage === number) world.rest.wakeHandleNewest = 0
}

/** The message is gone, and with it every handle of it. */
export function vanish(world: World, number: number): void {
  const message = world.message(number)
  message.visibility = Visibility.none
  message.content = 0
  message.mayGo = 0
  for (const holder of [...world.jobs, ...world.workers, world.late]) {
    if (holder.message !== number) continue
    holder.message = 0
    holder.handleNewest = 0
  }
  if (world.rest.wakeMessage === number) {
    world.rest.wakeMessage = 0
    world.rest.wakeHandleNewest = 0
  }
}

/** DeleteMessage with a handle that works. Deleting the message of a live job, or uncopied evidence, breaks a law. */
export function deleteMessage(world: World, number: number): void {
  const { content, mayGo } = world.message(number)
  if (isStray(content)) {
    if (!mayGo) world.violation = 'evidence_lost'
  } else if (!mayGo && !isTerminal(world.job(jobOfContent(content)).status)) {
    world.violation = 'deleted_live_message'
  }
  vanish(world, number)
}

/** ChangeMessageVisibility with a handle that works; a visible message is not in flight and stays as it is. */
export function setVisibility(world: World, number: number, visibility: number): void {
  const message = world.message(number)
  if (message.visibility !== Visibility.visible) message.visibility = visibility
}

/**
 * A queue call with a receipt handle. The newest handle works. An older one works or not, as SQS says itself: both
 * futures are explored, and recovery may not count on the lucky one.
 */
export function queueCall(
  steps: Steps,
  handle: Handle,
  label: Label,
  effect: (next: World, message: number) => void,
  afterwards: Change,
): void {
  const number = handle.message
  if (number === 0) {
    steps.normal(() => `${label()}: there is none`, afterwards)
    return
  }
  const works: Change = (next) => {
    effect(next, number)
    afterwards(next)
  }
  if (handle.handleNewest) {
    steps.normal(label, works)
    return
  }
  steps.normal(() => `${label()}: the old receipt handle is refused`, afterwards)
  steps.luck(() => `${label()}: the old receipt handle still works`, works)
}
