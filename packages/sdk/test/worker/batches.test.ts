import { randomUUID } from 'node:crypto'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { channels } from '../../src/contract/index.ts'
import type { JobRow } from '../../src/jobs/index.ts'
import { buildMessage } from '../../src/messages/index.ts'
import { type DirectRequests, queueEntry } from '../../src/queues/index.ts'
import { MessageBatches } from '../../src/worker/message-batches.ts'
import { messageRequests } from './support/wire.ts'
import { type WorkerProcess, workerWorld } from './support/worker-world.ts'

describe('deletes and visibility changes', () => {
  const queue = 'http://queue.test/q'

  /** The emulator takes every handle, so SQS's answer to a bad one is given here. */
  function refusing(handle: string) {
    const sent: { name: string; input: Record<string, unknown> }[] = []
    const send = async (name: string, input: { readonly Entries?: unknown }) => {
      sent.push({ name, input: input as Record<string, unknown> })
      const entries = (input.Entries ?? []) as { Id: string; ReceiptHandle: string }[]
      const bad = entries.filter((entry) => entry.ReceiptHandle === handle)
      return { Failed: bad.map(({ Id }) => ({ Id, Code: 'ReceiptHandleIsInvalid', SenderFault: true })) }
    }
    return { sent, batches: new MessageBatches({ send } as DirectRequests) }
  }

  it('P-15 one that SQS refuses fails alone', async () => {
    const { batches, sent } = refusing('bad')
    const answers = await Promise.allSettled(['a', 'bad', 'c'].map((handle) => batches.delete(queue, handle)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(String((answers[1] as PromiseRejectedResult).reason)).toContain('ReceiptHandleIsInvalid')
    expect(sent.map(({ name }) => name)).toEqual(['DeleteMessageBatch'])
  })

  it('go ten to a request, and a single one as a plain request', async () => {
    const { batches, sent } = refusing('none')
    await Promise.all(Array.from({ length: 21 }, () => batches.delete(queue, randomUUID())))
    expect(sent.map(({ input }) => (input.Entries as unknown[] | undefined)?.length)).toEqual([10, 10, undefined])
  })

  it('P-12 a visibility that is no longer wanted when its request goes out is not in it', async () => {
    const { batches, sent } = refusing('none')
    const change = (receiptHandle: string, wanted: boolean) =>
      batches.change(queue, { receiptHandle, seconds: 60, stillWanted: () => wanted })
    await Promise.all([change('a', true), change('ended', false), change('c', true)])
    const entries = sent.flatMap(({ input }) => input.Entries as { ReceiptHandle: string }[])
    expect(entries.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(['a', 'c'])
    await change('ended', false)
    expect(sent).toHaveLength(1)
  })
})

describe('a worker with many slots and a backlog', () => {
  let world: Awaited<ReturnType<typeof workerWorld>>
  let worker: WorkerProcess
  beforeAll(async () => {
    world = await workerWorld()
    await world.admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  })
  afterEach(() => world.kill(worker))
  afterAll(() => world.stop())

  const backlogSize = 60

  async function backlog(): Promise<JobRow[]> {
    const tenants = await Promise.all([world.tenant(), world.tenant()])
    const jobs = await Promise.all(
      Array.from({ length: backlogSize }, (_, at) => world.notice(tenants[at % 2] as (typeof tenants)[0])),
    )
    // All at once, unlike a dispatcher, which keeps a small window of each tenant's messages in the queue.
    await world.admin.query('DELETE FROM outbox')
    const QueueUrl = await world.queues.url('messagingJobs')
    const send = (job: JobRow) => new SendMessageCommand({ QueueUrl, ...queueEntry(buildMessage(job)) })
    await Promise.all(jobs.map((job) => world.sqs.send(send(job))))
    return jobs
  }

  const drained = (jobs: readonly JobRow[], since: number) =>
    world.until('every job is DONE and its message deleted', async () => {
      const { rows } = await world.admin.query(`SELECT FROM jobs WHERE status = 'DONE' AND job_id = ANY ($1)`, [
        jobs.map(({ jobId }) => jobId),
      ])
      const deleted = messageRequests(world.servers.sqs.front, 'DeleteMessage', since)
      return rows.length === jobs.length && deleted.length === jobs.length
    })

  /** Statements of the worker's role that are there for its jobs, not for its life (beat, reap, start). */
  async function statements(): Promise<number> {
    const { rows } = await world.admin.query(
      `SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements s
       JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid
       WHERE d.datname = current_database() AND r.rolname = 'academy_worker' AND s.toplevel
         AND query !~ 'academy_(beat|reap|worker_start)|FROM workers'`,
    )
    return rows[0].calls
  }

  it('asks for at most half a request and half a statement a job, from receive to ack', async () => {
    const jobs = await backlog()
    const since = world.servers.sqs.front.lastSeq
    worker = await world.start('wide', { main: 'wide-worker.ts', env: { SLOTS: '30', WORK_MS: '0' } })
    await drained(jobs, since)
    const wire = world.servers.sqs.front.log(since)
    const received = wire.filter(({ target, output }) => target === 'ReceiveMessage' && JSON.stringify(output) !== '{}')
    const acks = wire.filter(({ target }) => /^(DeleteMessage|ChangeMessageVisibility)/.test(target ?? ''))
    expect((received.length + acks.length) / jobs.length).toBeLessThanOrEqual(0.5)
    expect((await statements()) / jobs.length).toBeLessThanOrEqual(0.5)
    const { rows } = await world.admin.query('SELECT DISTINCT fence, attempt FROM jobs')
    expect(rows).toEqual([{ fence: '1', attempt: 1 }])
  })

  it('never receives more than its free slots, and hides what it runs for the contract’s time', async () => {
    const slots = 25
    const jobs = await backlog()
    const since = world.servers.sqs.front.lastSeq
    worker = await world.start('narrow', { main: 'wide-worker.ts', env: { SLOTS: String(slots), WORK_MS: '300' } })
    await drained(jobs, since)
    const atOnce = [...worker.output().matchAll(/^ran \S+ (\d+)$/gm)].map((match) => Number(match[1]))
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(slots)
    // A message that found no slot would have been put off for seconds: here each is hidden for the contract's time, once.
    const hidden = messageRequests(world.servers.sqs.front, 'ChangeMessageVisibility', since)
    expect(new Set(hidden.map(({ input }) => input.ReceiptHandle)).size).toBe(hidden.length)
    const contract = channels.messagingJobs.visibilityTimeoutSeconds
    expect(new Set(hidden.map(({ input }) => input.VisibilityTimeout))).toEqual(new Set([contract]))
  })
})
