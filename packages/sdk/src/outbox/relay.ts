import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { outboxPolicy } from '../contract/index.ts'
import { type Pool, type Transaction, withTransaction } from '../database/index.ts'
import { toJobRow } from '../jobs/job-row.ts'
import { buildMessage } from '../messages/index.ts'
import { queueEntry } from '../queues/index.ts'
import { type Addressed, sendBatches } from '../queues/send-batches.ts'
import { type DeadLetterReason, letterOf, type OutgoingResources } from './outgoing.ts'

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

interface OutboxRow {
  readonly id: string
  readonly destination: 'queue' | 'dead_letter_queue'
  readonly reason: DeadLetterReason | null
  readonly job: Record<string, never>
}

/**
 * Sends what creators could not send themselves, and dead letters (P-04, P-05). Several relays may run: each locks its
 * batch with SKIP LOCKED. A crash between send and commit sends again: duplicates are harmless, the claim decides.
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

/** One batch; returns how many rows it took. Rows whose send failed stay for the next round. */
export async function relayOnce(options: RelayOptions): Promise<number> {
  return withTransaction(options.pool, async (tx) => {
    const rows = await lockBatch(tx)
    const messages = (await Promise.all(rows.map((row) => prepare(row, options)))).filter((each) => each !== undefined)
    const refusals = await sendBatches(options.sqs, messages)
    for (const { message, error } of refusals) notSent(message.row, error, options)
    const refused = new Set(refusals.map(({ message }) => message))
    const done = messages.filter((message) => !refused.has(message)).map(({ row }) => row.id)
    if (done.length > 0) await tx.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [done])
    if (rows.length > 0 && done.length === 0) throw new Error('nothing of this batch could be sent')
    return rows.length
  })
}

async function lockBatch(tx: Transaction): Promise<OutboxRow[]> {
  const { rows } = await tx.query<OutboxRow>(
    `SELECT o.id, o.destination, o.reason, to_jsonb(j) AS job
     FROM outbox o JOIN jobs j USING (job_id)
     WHERE o.relay_after <= now() ORDER BY o.relay_after, o.id LIMIT $1 FOR UPDATE OF o SKIP LOCKED`,
    [outboxPolicy.relayBatchRows],
  )
  return rows
}

interface Prepared extends Addressed {
  readonly row: OutboxRow
}

/** The message of a row, shown as PENDING before it can be received (P-23); undefined when none can be made. */
async function prepare(row: OutboxRow, options: RelayOptions): Promise<Prepared | undefined> {
  const { queues, progress } = options
  try {
    const job = toJobRow(row.job)
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

function notSent(row: OutboxRow, error: unknown, { log }: RelayOptions): void {
  log.warn({ err: error, job_id: row.job.job_id, destination: row.destination }, 'not sent')
}
