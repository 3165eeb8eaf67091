import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { withTransaction } from '../database/index.ts'
import { ContractViolation, RejectedInputError } from '../errors/index.ts'
import type { JobRow } from '../jobs/job-row.ts'
import { redriveJob } from '../jobs/retry-job.ts'
import { buildMessage, parseMessage } from '../messages/index.ts'
import { admitJob, forget, putOff } from '../outbox/admission.ts'
import { queueUnavailable } from '../queues/queue-errors.ts'
import { audit, letterDetail } from './audit.ts'
import type { HeldLetter } from './held-letter.ts'
import type { LetterQueue } from './letter-queue.ts'
import { rowOf } from './letter-row.ts'
import { originalEntry } from './original-entry.ts'
import { letterFact, type RedriveAction, redriveTable } from './redrive-table.ts'
import { type LetterOutcome, type LetterResources, type SettleOptions, settleLetters } from './settle-letters.ts'

interface Verdict {
  readonly action: RedriveAction
  readonly because: string
  readonly pointer?: string
  readonly row: JobRow | null
}

const outcomes: Readonly<Record<RedriveAction, LetterOutcome['action']>> = {
  redrive: 'redriven',
  resend: 'resent',
  remove: 'removed',
  refuse: 'refused',
}

/**
 * Gives dead letters another life, each by its own row (`redriveTable`). A DEAD job becomes PENDING in one transaction
 * with its audit row and outbox row; only after that commit its message is sent under the same job id, with body,
 * group and attributes as they were, and only then the letter deleted. A crash in between leaves a letter whose job is alive: the
 * next run removes it, and the relay sends what was not sent.
 *
 * Every letter is checked against the current contract first; one that breaks it stays where it is.
 *
 * @example
 * await redriveLetters(resources, { operator, filter: { reason: 'provider_unavailable' }, perSecond: 5 })
 */
export function redriveLetters(resources: LetterResources, options: SettleOptions): Promise<LetterOutcome[]> {
  return settleLetters(resources, options, async (letter, queue) => {
    const verdict = await judgeLetter(resources, letter)
    const outcome = (changes: Partial<LetterOutcome> = {}): LetterOutcome => ({
      ...{ letter, action: outcomes[verdict.action], because: verdict.because },
      ...(verdict.pointer && { pointer: verdict.pointer }),
      ...changes,
    })
    if (options.dryRun) return outcome()
    try {
      await carryOut(verdict, letter, queue, resources, options)
      return outcome()
    } catch (error) {
      // Between the look and the transaction somebody else retried the job.
      if (error instanceof RejectedInputError) return outcome({ action: 'refused', because: error.message })
      throw error
    }
  })
}

/** What a redrive would do with a letter, and why. */
export async function judgeLetter({ pool }: Pick<LetterResources, 'pool'>, letter: HeldLetter): Promise<Verdict> {
  const parsed = parseMessage(letter.body)
  if (!parsed.ok) return refused(parsed.pointer, null)
  const row = await rowOf(pool, letter)
  const fact = letterFact(letter, row)
  if (fact === 'dead' && row) {
    const broken = rowViolation(row)
    if (broken) return refused(broken, row)
  }
  return { ...redriveTable[fact], row }
}

function refused(pointer: string, row: JobRow | null): Verdict {
  return { ...redriveTable.breaks_contract, pointer, row }
}

/** The row's own message must keep the contract too: the relay would send it from the outbox. */
function rowViolation(row: JobRow): string | undefined {
  try {
    buildMessage(row)
    return undefined
  } catch (error) {
    if (error instanceof ContractViolation) return error.violations[0]?.schemaPath ?? 'asyncapi.yaml'
    throw error
  }
}

async function carryOut(
  { action, row, because }: Verdict,
  letter: HeldLetter,
  queue: LetterQueue,
  resources: LetterResources,
  { operator }: SettleOptions,
): Promise<void> {
  if (action === 'refuse') return
  const detail = letterDetail(letter, operator)
  const said = (what: 'redrive' | 'discard') =>
    withTransaction(resources.pool, (tx) => audit(tx, what, row, letter, { ...detail, because }))
  if (action === 'redrive' && row) {
    const job = await withTransaction(resources.pool, (tx) => redriveJob(tx, row, operator.correlationId, detail))
    await sendRedriven(job, letter, resources)
    await queue.delete(letter)
  } else if (action === 'resend') {
    await said('redrive')
    await sendBack(letter, row?.channel ?? letter.channel, resources)
    await queue.delete(letter)
  } else {
    await said('discard')
    await queue.delete(letter)
  }
}

/**
 * The job is committed: whatever fails here, the relay sends it from the outbox, and so it does when the tenant's window
 * is full.
 */
async function sendRedriven(job: JobRow, letter: HeldLetter, resources: LetterResources): Promise<void> {
  const { pool } = resources
  await resources.progress.pending(job)
  const id = await admitJob(pool, job)
  if (id === undefined) return
  try {
    await sendBack(letter, job.channel, resources)
  } catch {
    return await putOff(pool, [id])
  }
  await forget(pool, [id])
}

async function sendBack(
  letter: HeldLetter,
  channel: JobRow['channel'],
  { sqs, queues }: LetterResources,
): Promise<void> {
  const QueueUrl = await queues.url(channel)
  try {
    await sqs.send(new SendMessageCommand({ QueueUrl, ...originalEntry(letter) }))
  } catch (error) {
    throw queueUnavailable(error)
  }
}
