import { type Message, PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { type ChannelName, channels, type ErrorCode, type TenantId } from '../../src/contract/index.ts'
import { type LetterResources, listLetters, type SettleOptions } from '../../src/dead-letters/index.ts'
import type { JobRow, NewJob } from '../../src/jobs/index.ts'
import { buryClaimedJob, claimJobs } from '../../src/lease/index.ts'
import { relayOnce } from '../../src/outbox/index.ts'
import { sendToDlq } from '../../src/queues/index.ts'
import { attribute } from '../../src/queues/queue-entry.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

export const options: SettleOptions = {
  operator: { name: 'test', correlationId: 'dlq-test' },
  channels: ['aiJobsLite'],
  perSecond: 1000,
}

/** A job world with dead letters in it. */
export async function letterWorld() {
  const world: JobWorld = await jobWorld({ queues: true })
  const resources: LetterResources = { ...world, pool: world.admin }
  const channel: ChannelName = 'aiJobsLite'

  const peek = async (QueueUrl: string): Promise<Message[]> => {
    const { Messages = [] } = await world.sqs.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, WaitTimeSeconds: 0 },
        ...{ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] },
      }),
    )
    return Messages
  }
  return {
    ...world,
    resources,
    channel,
    /** A DEAD job, its letter in the dead-letter queue, and nothing in the outbox. */
    async dead(
      extra: Partial<NewJob<'excel_parsing'>> = {},
      code: ErrorCode = 'provider_unavailable',
    ): Promise<JobRow> {
      const tenant = extra.tenantId ?? (await world.tenant())
      const { jobId } = await world.job(tenant, extra)
      await world.admin.query('DELETE FROM outbox')
      const workerId = await world.identity()
      const message = { jobId, tenantId: tenant, receiptHandle: 'h', queueUrl: 'q' }
      const answers = await claimJobs(world.worker, { workerId, fleet: 'ai', slots: 1, messages: [message] })
      const claim = answers?.find(({ fact }) => fact === 'claimed')?.job
      if (!claim) throw new Error(`not claimed: ${JSON.stringify(answers)}`)
      const dead = await buryClaimedJob(world.worker, claim, { code, message: 'not today' })
      await relayOnce({ ...world, pool: world.relay })
      return dead
    },
    /** A letter without a death: quarantined by a worker, or moved by SQS itself when there is no reason. */
    async letter(
      body: string,
      { reason, tenant, extra = {} }: { reason?: ErrorCode; tenant?: TenantId; extra?: Record<string, string> } = {},
    ): Promise<void> {
      const attributes = Object.fromEntries(Object.entries(extra).map(([name, value]) => [name, attribute(value)]))
      const group = tenant && { messageGroupId: tenant }
      if (reason) return sendToDlq(world.sqs, world.queues, { channel, body, attributes, reason, ...group })
      const QueueUrl = await world.queues.dlqUrl(channel)
      await world.sqs.send(
        new SendMessageCommand({
          ...{ QueueUrl, MessageBody: body, MessageAttributes: attributes },
          ...(tenant && { MessageGroupId: tenant }),
        }),
      )
    },
    letters: async () => peek(await world.queues.dlqUrl(channel)),
    messages: async () => peek(await world.queues.url(channel)),
    listed: () => listLetters(resources),
    audits: async () =>
      (await world.admin.query('SELECT job_id, tenant_id, action, detail FROM job_audit ORDER BY id')).rows,
    /** Makes the next transactions fail at their audit row. */
    async refuseAudits(refuse: boolean): Promise<void> {
      await world.admin.query(
        refuse
          ? 'ALTER TABLE job_audit ADD CONSTRAINT refused CHECK (false) NOT VALID'
          : 'ALTER TABLE job_audit DROP CONSTRAINT refused',
      )
    },
    requests: (target: string, queue: string) =>
      world.servers.sqs.front.log().filter((entry) => entry.target === target && entry.queue === queue),
    async reset(): Promise<void> {
      await world.admin.query('TRUNCATE outbox, job_audit, job_results, job_checkpoints, jobs')
      for (const QueueUrl of [await world.queues.url(channel), await world.queues.dlqUrl(channel)]) {
        await world.sqs.send(new PurgeQueueCommand({ QueueUrl }))
      }
    },
    names: channels[channel],
  }
}

export type LetterWorld = Awaited<ReturnType<typeof letterWorld>>
