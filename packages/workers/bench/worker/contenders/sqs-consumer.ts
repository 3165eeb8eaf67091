import { createPool, type Pool, withTransaction } from '@academy/sdk/database'
import type { Message } from '@aws-sdk/client-sqs'
import { Consumer } from 'sqs-consumer'
import type { Contender, Work } from '../contender.ts'
import { Platform } from '../platform.ts'

const mostPerReceive = 10 // SQS
const connections = 10
const drainMs = 5_000 // for what is under way when the consumers stop

type Handle =
  | { handleMessage: (message: Message) => Promise<Message> }
  | { handleMessageBatch: (batch: Message[]) => Promise<Message[]> }

/** As its own README shows it: a message at a time, ten received together. */
export async function sqsConsumer(env: Readonly<Record<string, string>>): Promise<Contender> {
  return consumers(await Platform.create(env), (work) => ({
    handleMessage: async (message) => {
      await work()
      return message
    },
  }))
}

/** Its best setting: a batch to a handler and to a delete. */
export async function sqsConsumerBatched(env: Readonly<Record<string, string>>): Promise<Contender> {
  return consumers(await Platform.create(env), (work) => ({
    handleMessageBatch: async (batch) => {
      await Promise.all(batch.map(() => work()))
      return batch
    },
  }))
}

/** The same rows as the platform's: claimed with a fence, and result and DONE in one fenced transaction. */
export async function sqsConsumerSameGuarantees(env: Readonly<Record<string, string>>): Promise<Contender> {
  const platform = await Platform.create(env)
  const pool = createPool({ url: env.DATABASE_URL_WORKER ?? '', max: connections, applicationName: 'bench-consumer' })
  const contender = consumers(platform, (work) => ({
    handleMessage: async (message) => {
      await durably(pool, JSON.parse(message.Body ?? '{}').job_id, work)
      return message
    },
  }))
  return { ...contender, close: () => pool.end().then(contender.close) }
}

async function durably(pool: Pool, jobId: string, work: Work): Promise<void> {
  const { rows } = await pool.query(
    `UPDATE jobs SET status = 'RUNNING', fence = fence + 1, attempt = attempt + 1, locked_by = 'bench',
       lease_expires_at = clock_timestamp() + interval '1 hour', started_at = clock_timestamp()
     WHERE job_id = $1 AND status IN ('PENDING', 'RETRYING') RETURNING fence, tenant_id, payload`,
    [jobId],
  )
  const claim = rows[0]
  if (!claim) return
  await work()
  const result = JSON.stringify({ provider_message_id: jobId, channel: 'sms', sent_as: 'sms' })
  await withTransaction(pool, async (tx) => {
    await tx.query('INSERT INTO job_results (job_id, tenant_id, result) VALUES ($1, $2, $3)', [
      jobId,
      claim.tenant_id,
      result,
    ])
    const { rowCount } = await tx.query(
      `UPDATE jobs SET status = 'DONE', finished_at = clock_timestamp(), locked_by = NULL, lease_expires_at = NULL
       WHERE job_id = $1 AND fence = $2 AND status = 'RUNNING'`,
      [jobId, claim.fence],
    )
    if (rowCount !== 1) throw new Error('the fence was lost')
  })
}

/** As many consumers as the slots need: each works on ten messages at most, and waits for all of them. */
function consumers(platform: Platform, handle: (work: Work) => Handle): Contender {
  let running: Consumer[] = []
  return {
    fill: (count) => platform.backlog(count),
    start: async (slots, work) => {
      const queueUrl = await platform.queues.url('messagingJobs')
      running = Array.from({ length: Math.ceil(slots / mostPerReceive) }, () =>
        Consumer.create({
          ...{ queueUrl, sqs: platform.sqs, batchSize: mostPerReceive, waitTimeSeconds: 1 },
          ...{ pollingCompleteWaitTimeMs: drainMs, suppressFifoWarning: true },
          ...handle(work),
        }),
      )
      for (const consumer of running) consumer.start()
    },
    stop: async () => {
      await Promise.all(
        running.map(
          (consumer) =>
            new Promise<void>((resolve) => {
              consumer.once('stopped', () => resolve())
              consumer.stop()
            }),
        ),
      )
    },
    close: () => platform.close(),
  }
}
