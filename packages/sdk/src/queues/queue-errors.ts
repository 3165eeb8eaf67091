import { AcademyError } from '../errors/index.ts'

/** The command that makes the queues what the contract says. */
export const repairCommand = 'academy queues provision'

const missingNames = new Set(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'])

export function isQueueMissing(error: unknown): boolean {
  return error instanceof Error && missingNames.has(error.name)
}

export function queueMissing(queueName: string, cause?: unknown): AcademyError {
  return new AcademyError('queue_missing', `the queue ${queueName} does not exist: run ${repairCommand}`, {
    cause,
    details: { queue: queueName, repair: repairCommand },
  })
}

export function queueUnavailable(cause: unknown): AcademyError {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause)
  return new AcademyError('queue_unavailable', `the queue service does not answer: ${text}`, { cause })
}
