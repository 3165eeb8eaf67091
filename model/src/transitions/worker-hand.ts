import { contentOfJob, jobOfContent, Step } from '../vocabulary.ts'
import type { World } from '../world.ts'

/** Work and message are let go; nothing more is written for them. */
export function dropWork(next: World, number: number): void {
  const worker = next.worker(number)
  worker.step = Step.idle
  worker.content = 0
  worker.message = 0
  worker.handleNewest = 0
  worker.fenceValid = 0
}

/** What is left to do concerns the message alone. */
export function keepMessage(next: World, number: number, step: number): void {
  const worker = next.worker(number)
  worker.step = step
  worker.fenceValid = 0
  if (step !== Step.quarantining && step !== Step.sendingDeadLetter) worker.content = 0
}

/** The worker has the row in hand, with the row's receipt handle. */
export function holdRow(next: World, number: number, index: number): void {
  next.worker(number).content = contentOfJob(index)
  useRowHandle(next, number)
}

/** The owner acts on the message with the row's handle: its own may no longer work (law 3). */
export function useRowHandle(next: World, number: number): void {
  const worker = next.worker(number)
  const { message, handleNewest } = next.job(jobOfContent(worker.content))
  worker.message = message
  worker.handleNewest = handleNewest
}
