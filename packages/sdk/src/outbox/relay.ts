import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { outboxPolicy } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { buildMessage } from '../messages/index.ts'
import { queueEntry } from '../queues/index.ts'
import { type Addressed, sendBatches } from '../queues/send-batches.ts'
import { type AdmittedRow, admitBatch, forget, putOff } from './admission.ts'
import { letterOf, type OutgoingResources, sendPatience } from './outgoing.ts'

/** What a relay works with; `pool` is one of the relay role. */
export interface RelayOptions extends OutgoingResources {
  readonly pool: Pool
  readonly log: Logger
}

/** A running relay. */
export interface Relay extends AsyncDisposable {
  /** Seconds since the last round that worked; a large value means "not ready" (P-47). */
  secondsSinceLastRound(): number
  /** Resolves when the round under way has ended. */
  stop(): Promise<void>
}

/**
 * Sends what creators could not send themselves, the backlog as places become free (law 11), and dead letters (P-04,
 * P-05). Several relays may run: no two get the same row, and no transaction is open during a send. A relay that dies
 * between send and delete leaves its rows to the next one: duplicates are harmless, the claim decides.
 *
 * Its idle second costs no slot: a slot that becomes free meanwhile takes the backlog's next job straight from the row.
 */
export function startRelay(options: RelayOptions): Relay {
  const stopping = new AbortController()
  let lastRoundAt = performance.now()
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const sent = await relayOnce(options)
        lastRoundAt = performance.now()
        if (sent >= outboxPolicy.relayBatchRows) continue
      } catch (error) {
        options.log.warn({ err: error }, 'relay round failed; it will be tried again')
      }
      await sleep(outboxPolicy.relayIdleSeconds * 1000, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  const stop = () => {
    stopping.abort()
    return loop
  }
  return {
    secondsSinceLastRound: () => (performance.now() - lastRoundAt) / 1000,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** One batch; returns how many rows it took. Rows whose send failed stay for a later round. */
export async function relayOnce(options: RelayOptions): Promise<number> {
  const { pool, sqs } = options
  const rows = await admitBatch(pool)
  const messages = (await Promise.all(rows.map((row) => prepare(row, options)))).filter((each) => each !== undefined)
  const refusals = await sendBatches(sqs, messages, sendPatience())
  for (const { message, error } of refusals) notSent(message.row, error, options)
  const refused = new Set(refusals.map(({ message }) => message))
  const sent = new Set(messages.filter((message) => !refused.has(message)).map(({ row }) => row.id))
  await forget(pool, [...sent])
  await putOff(
    pool,
    rows.map(({ id }) => id).filter((id) => !sent.has(id)),
  )
  if (rows.length > 0 && sent.size === 0) throw new Error('nothing of this batch could be sent')
  return rows.length
}

interface Prepared extends Addressed {
  readonly row: AdmittedRow
}

/** The message of a row, shown as PENDING before it can be received (P-23); undefined when none can be made. */
async function prepare(row: AdmittedRow, options: RelayOptions): Promise<Prepared | undefined> {
  const { queues, progress } = options
  const { job } = row
  try {
    if (row.destination === 'dead_letter_queue' && row.reason) {
      return { row, queueUrl: await queues.dlqUrl(job.channel), entry: letterOf(job, row.reason) }
    }
    await progress.pending(job)
    return { row, queueUrl: await queues.url(job.channel), entry: queueEntry(buildMessage(job)) }
  } catch (error) {
    notSent(row, error, options)
    return undefined
  }
}

function notSent({ job, destination }: AdmittedRow, error: unknown, { log }: RelayOptions): void {
  log.warn({ err: error, job_id: job.jobId, destination }, 'not sent')
}
