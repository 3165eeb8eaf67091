import {
  beatNames,
  gone,
  isStray,
  jobOfContent,
  Process,
  processNames,
  Request,
  requestNames,
  Step,
  statusNames,
  stepNames,
  Visibility,
  visibilityNames,
} from './vocabulary.ts'
import type { Job, Message, Worker, World } from './world.ts'

/** A state in one line, for a trace. */
export function show(world: World): string {
  const { late, rest } = world
  const parts = [
    ...world.jobs.map(showJob),
    ...world.messages.flatMap(showMessage),
    ...world.workers.map(showWorker),
    late.request === Request.none ? '' : `in the network: ${requestNames[late.request]}`,
    rest.wakePending ? `visibility 0 to be sent for message ${rest.wakeMessage}` : '',
  ]
  return parts.filter(Boolean).join(' | ')
}

function showJob(job: Job, index: number): string {
  const owner = job.lockedBy >= gone ? ', locked by a worker that is gone' : `, locked by worker ${job.lockedBy}`
  return [
    `job ${index} ${statusNames[job.status]}`,
    job.lockedBy ? owner : '',
    `, attempt ${job.attempt}`,
    job.crashes ? `, crashes ${job.crashes}` : '',
    job.due ? '' : ', not due',
    job.message ? `, ${job.handleNewest ? 'newest' : 'old'} handle of message ${job.message}` : '',
    job.outbox ? ', in the outbox' : '',
    job.deadLetterOutbox ? ', dead letter in the outbox' : '',
    job.deadLetter ? ', dead letter sent' : '',
  ].join('')
}

function showMessage({ visibility, content }: Message, index: number): string[] {
  if (visibility === Visibility.none) return []
  const of = isStray(content) ? 'stray' : `job ${jobOfContent(content)}`
  return [`message ${index + 1} (${of}) ${visibilityNames[visibility]}`]
}

function showWorker(worker: Worker, index: number): string {
  if (worker.process === Process.down) return `worker ${index + 1} is down`
  return [
    `worker ${index + 1}${worker.process === Process.frozen ? ` ${processNames[worker.process]}` : ''}`,
    beatNames[worker.beat],
    worker.databaseCut ? ' without PostgreSQL' : '',
    worker.queueCut ? ' without SQS' : '',
    worker.step === Step.idle ? ' idle' : `: ${stepNames[worker.step]}`,
  ].join('')
}
