export { checkQueues, type QueueDrift } from './check-queues.ts'
export { createSqsClient, patienceMs } from './create-sqs-client.ts'
export {
  type DeadLetter,
  deadLetterAttributes,
  deadLetterEntry,
  sendToDlq,
  withoutDeadLetterAttributes,
} from './dead-letter-entry.ts'
export { DirectRequests } from './direct-requests.ts'
export { provisionQueues, type QueueChange } from './provision-queues.ts'
export { QueueDirectory } from './queue-directory.ts'
export { type QueueEntry, queueEntry, sendMessage } from './queue-entry.ts'
