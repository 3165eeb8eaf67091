import { randomUUID } from 'node:crypto'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { channels, fleets, retry } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { cancelJob, type JobRow } from '../../src/jobs/index.ts'
import { claimJobs } from '../../src/lease/index.ts'
import { buildMessage } from '../../src/messages/index.ts'
import { sendToDlq } from '../../src/queues/index.ts'
import { decide } from '../../src/worker/claim-decisions.ts'
import { decisionTable } from '../../src/worker/decision-table.ts'
import { screen } from '../../src/worker/message-decisions.ts'
import { QueueMessages, type ReceivedMessage } from '../../src/worker/queue-messages.ts'
import type { SettleResources } from '../../src/worker/settle.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

// Law 3, cell by cell, as it is seen from outside: what stands on the wire and in the row after one delivery.
const channel = 'aiJobsLite'
const { ai } = fleets
const policy = channels[channel]

let world: JobWorld
let messages: QueueMessages
let workerId: string
beforeAll(async () => {
  world = await jobWorld({ queues: true })
  messages = new QueueMessages(world.sqs, world.queues)
})
beforeEach(async () => {
  await world.admin.query('TRUNCATE jobs CASCADE')
  workerId = await world.identity()
})
afterAll(() => world.stop())

interface Situation {
  readonly body: string
  /** The job of the message, when there is a row. */
  readonly job?: JobRow
  /** Free slots of the worker. */
  readonly slots?: number
  /** How often the message was received before. */
  readonly receivedBefore?: number
  /** Seconds since it was sent, when that is not now. */
  readonly sentAgo?: number
}

interface Cell {
  readonly given: () => Promise<Situation>
  readonly expected: (seen: Seen) => void
}

interface Seen {
  /** What was asked of SQS for this message, in order. */
  readonly wire: readonly string[]
  /** Seconds for which it was hidden, when it was postponed. */
  readonly hidden: number | undefined
  readonly letter:
    | { body: string; group: string | undefined; reason: string; pointer: string; note: string }
    | undefined
  readonly before: Record<string, unknown> | undefined
  readonly after: Record<string, unknown> | undefined
}

const group = 'group-of-the-sender'
const bodyOf = (job: JobRow, changes: object = {}) => JSON.stringify({ ...buildMessage(job), ...changes })
const jobOf = async () => world.job(await world.tenant())
const claim = (job: JobRow, by: string) =>
  claimJobs(world.worker, {
    ...{ workerId: by, fleet: 'ai', slots: 1 },
    messages: [{ jobId: job.jobId, tenantId: job.tenantId, receiptHandle: 'older', queueUrl: 'older' }],
  })
const change = (job: JobRow, assignments: string, values: unknown[] = []) =>
  world.admin.query(`UPDATE jobs SET ${assignments} WHERE job_id = $1`, [job.jobId, ...values])

const untouched = ({ before, after }: Seen) => expect(after).toEqual(before)
const postponed = (from: number, to: number) => (seen: Seen) => {
  expect(seen.wire).toEqual(['ChangeMessageVisibility'])
  expect(seen.hidden).toBeGreaterThanOrEqual(from)
  expect(seen.hidden).toBeLessThanOrEqual(to)
  expect(seen.letter).toBeUndefined()
}
const quarantined = (reason: string, pointer: RegExp) => (seen: Seen) => {
  // The copy first: a crash between the two leaves both, never neither (P-16).
  expect(seen.wire).toEqual(['SendMessage', 'DeleteMessage'])
  expect(seen.letter).toMatchObject({ group, reason, note: 'kept' })
  expect(seen.letter?.pointer).toMatch(pointer)
}
const longestBackoff = 1 + retry.capSeconds

// The types and the test below say which cell is missing.
const cells: Record<keyof typeof decisionTable, Cell> = {
  not_json: {
    given: async () => ({ body: `{"not json ${randomUUID()}` }),
    expected: quarantined('not_json', /^asyncapi\.yaml#/),
  },
  contract_violation: {
    given: async () => {
      const job = await jobOf()
      return { job, body: bodyOf(job, { created_at: 'yesterday' }) }
    },
    expected: (seen) => {
      quarantined('contract_violation', /^schemas\/.*\.json#/)(seen)
      untouched(seen)
    },
  },
  newer_schema_version: {
    given: async () => {
      const job = await jobOf()
      return { job, body: bodyOf(job, { schema_version: '99' }) }
    },
    expected: (seen) => {
      postponed(1, longestBackoff)(seen)
      untouched(seen)
    },
  },
  tenant_mismatch: {
    given: async () => {
      const job = await jobOf()
      const thief = await world.tenant()
      const payload = { ...job.payload, object_key: String(job.payload.object_key).replace(job.tenantId, thief) }
      return { job, body: bodyOf({ ...job, tenantId: thief, payload }) }
    },
    expected: (seen) => {
      quarantined('tenant_mismatch', /tenant_id$/)(seen)
      untouched(seen)
    },
  },
  no_row: {
    given: async () => {
      const job = await jobOf()
      await world.admin.query('TRUNCATE jobs CASCADE')
      return { body: bodyOf(job) }
    },
    expected: postponed(1, longestBackoff),
  },
  terminal: {
    given: async () => {
      const job = await jobOf()
      await withTenant(world.api, job.tenantId, (tx) => cancelJob(tx, job.tenantId, job.jobId))
      return { job, body: bodyOf(job) }
    },
    expected: (seen) => {
      expect(seen.wire).toEqual(['DeleteMessage'])
      untouched(seen)
    },
  },
  running: {
    given: async () => {
      const job = await jobOf()
      await claim(job, await world.identity())
      return { job, body: bodyOf(job) }
    },
    expected: (seen) => {
      postponed(policy.leaseSeconds - 60, policy.leaseSeconds)(seen)
      // The owner acks with the newest handle; its claim is as it was.
      const { receipt_handle, queue_url, ...claimed } = seen.after ?? {}
      expect(seen.before).toMatchObject(claimed)
      expect([receipt_handle, queue_url]).not.toContain('older')
    },
  },
  exhausted: {
    given: async () => {
      const job = await jobOf()
      await change(job, `status = 'RETRYING', attempt = max_attempts, error_code = 'provider_unavailable'`)
      return { job, body: bodyOf(job) }
    },
    expected: (seen) => {
      expect(seen.after).toMatchObject({ status: 'DEAD', error_code: 'provider_unavailable', attempt: ai.maxAttempts })
      // Its letter is in the outbox of the same transaction (see below); the message goes only after that.
      expect(seen.wire).toEqual(['DeleteMessage'])
    },
  },
  not_due: {
    given: async () => {
      const job = await jobOf()
      await change(job, `status = 'RETRYING', due_at = now() + interval '100 seconds'`)
      return { job, body: bodyOf(job) }
    },
    expected: (seen) => {
      postponed(40, 101)(seen)
      untouched(seen)
    },
  },
  fleet_full: {
    given: async () => {
      for (let at = 0; at < ai.fleetLimit; at += 1) await claim(await jobOf(), await world.identity())
      const job = await jobOf()
      return { job, body: bodyOf(job) }
    },
    expected: (seen) => {
      postponed(1, 2 + retry.limitPostponeSeconds)(seen)
      untouched(seen)
    },
  },
  tenant_full: {
    given: async () => {
      const tenant = await world.tenant()
      for (let at = 0; at < ai.tenantCap; at += 1) await claim(await world.job(tenant), await world.identity())
      const job = await world.job(tenant)
      await jobOf() // another tenant waits: the cap holds
      return { job, body: bodyOf(job) }
    },
    expected: (seen) => {
      postponed(1, 2 + retry.limitPostponeSeconds)(seen)
      untouched(seen)
    },
  },
  no_slot: {
    given: async () => {
      const job = await jobOf()
      return { job, body: bodyOf(job), slots: 0 }
    },
    expected: (seen) => {
      postponed(1, 2 + retry.limitPostponeSeconds)(seen)
      untouched(seen)
    },
  },
  claimed: {
    given: async () => {
      const job = await jobOf()
      return { job, body: bodyOf(job) }
    },
    expected: (seen) => {
      expect(seen.wire).toEqual([]) // its owner raises the visibility
      expect(seen.after).toMatchObject({ status: 'RUNNING', attempt: 1, fence: '1', locked_by: workerId })
    },
  },
}

it('every row of the decision table has its test', () => {
  expect(Object.keys(cells).sort()).toEqual(Object.keys(decisionTable).sort())
})

const ids: Partial<Record<keyof typeof cells, string>> = {
  not_json: 'P-15 P-16',
  contract_violation: 'P-15 P-16',
  tenant_mismatch: 'P-25',
  no_row: 'P-04',
  terminal: 'P-01',
  running: 'P-01 P-02',
  exhausted: 'P-13',
  fleet_full: 'P-01 P-14',
  tenant_full: 'P-01 P-14',
  claimed: 'P-03',
}

it.each(Object.entries(cells).map(([name, cell]) => [ids[name as keyof typeof cells] ?? 'P-01', name, cell] as const))(
  '%s cell %s',
  async (_ids, name, cell) => {
    const seen = await deliver(await cell.given())
    cell.expected(seen)
    if (name !== 'exhausted') return
    const { rows } = await world.admin.query(`SELECT reason FROM outbox WHERE destination = 'dead_letter_queue'`)
    expect(rows.map(({ reason }) => reason.code)).toEqual(['provider_unavailable'])
  },
)

it('P-16 a message without a row is quarantined once its postponements are used up, and not before', async () => {
  const patience = retry.maxPostponementsWithoutRow
  const last = await deliver({ ...(await cells.no_row.given()), receivedBefore: patience - 1 })
  postponed(1, longestBackoff)(last)
  quarantined(
    'job_row_missing',
    /^schemas\//,
  )(await deliver({ ...(await cells.no_row.given()), receivedBefore: patience }))
})

it('P-16 a message of a newer contract is parked for as long as the contract says, then quarantined', async () => {
  const parked = await deliver({
    ...(await cells.newer_schema_version.given()),
    sentAgo: retry.newerSchemaParkedSeconds - 60,
  })
  postponed(1, longestBackoff)(parked)
  quarantined(
    'newer_schema_version',
    /./,
  )(await deliver({ ...(await cells.newer_schema_version.given()), sentAgo: retry.newerSchemaParkedSeconds + 1 }))
})

/** One delivery by the real queue to the code that decides, and what became of it. */
async function deliver({ body, job, slots = 1, receivedBefore = 0, sentAgo }: Situation): Promise<Seen> {
  const QueueUrl = await world.queues.url(channel)
  const note = { MessageAttributes: { note: { DataType: 'String', StringValue: 'kept' } } }
  await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group, ...note }))
  const first = await receive(body)
  const received: ReceivedMessage = {
    ...first,
    receiveCount: first.receiveCount + receivedBefore,
    sentAt: sentAgo === undefined ? first.sentAt : new Date(Date.now() - sentAgo * 1000),
  }
  const before = job && (await world.row(job.jobId))
  const since = world.servers.sqs.front.lastSeq
  const decisions = {
    ...{ messages, log: world.log },
    quarantine: (letter: Parameters<typeof sendToDlq>[2]) => sendToDlq(world.sqs, world.queues, letter),
  }
  const settling: SettleResources = {
    ...{ pool: world.worker, progress: world.progress, messages, log: world.log, workerId },
    ...{ hooks: {}, alive: () => true },
  }
  const valid = await screen([received], decisions)
  const answers = await claimJobs(world.worker, {
    ...{ workerId, fleet: 'ai', slots },
    messages: valid.map(({ message }) => ({
      jobId: message.job_id,
      tenantId: message.tenant_id,
      receiptHandle: received.receiptHandle,
      queueUrl: received.queueUrl,
    })),
  })
  await decide(
    (answers ?? []).filter((answer) => answer.message !== null || valid.length > 0),
    valid,
    decisions,
    settling,
  )
  const wire = world.servers.sqs.front.log(since).filter(({ target }) => !/^(Get|Receive)/.test(target))
  const hidden = wire.find(({ target }) => target === 'ChangeMessageVisibility')?.input.VisibilityTimeout
  return {
    wire: wire.map(({ target }) => target),
    hidden: hidden === undefined ? undefined : Number(hidden),
    letter: await letterWith(body),
    before,
    after: job && (await world.row(job.jobId)),
  }
}

/** The message with this body; what earlier cells left in the queue is passed over. */
async function receive(body: string): Promise<ReceivedMessage> {
  for (;;) {
    const received = await messages.receive(channel, 1, 1, new AbortController().signal)
    const found = received.find((each) => each.body === body)
    if (found) return found
  }
}

async function letterWith(body: string): Promise<Seen['letter']> {
  const { Messages = [] } = await world.sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl: await world.queues.dlqUrl(channel), MaxNumberOfMessages: 10, VisibilityTimeout: 0 },
      ...{ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] },
    }),
  )
  const letter = Messages.find(({ Body }) => Body === body)
  if (!letter) return undefined
  const attribute = (name: string) => letter.MessageAttributes?.[name]?.StringValue ?? ''
  return {
    body,
    group: letter.Attributes?.MessageGroupId,
    ...{ reason: attribute('dlq_reason'), pointer: attribute('dlq_pointer'), note: attribute('note') },
  }
}
