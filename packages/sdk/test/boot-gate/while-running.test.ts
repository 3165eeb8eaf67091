import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BootGate } from '../../src/boot-gate/index.ts'
import { channels } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { createJob, type JobRow } from '../../src/jobs/index.ts'
import { Dispatcher } from '../../src/outbox/index.ts'
import { createSqsClient, provisionQueues } from '../../src/queues/index.ts'
import { done, type JobHandler, Worker, type WorkerOptions } from '../../src/worker/index.ts'
import { breakableLink } from '../support/breakable-link.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

const { messagingJobs: channel } = channels
let world: JobWorld
beforeAll(async () => {
  world = await jobWorld({ queues: true })
})
afterAll(() => world.stop())

async function notice(): Promise<JobRow> {
  const tenantId = await world.tenant()
  const payload = {
    ...{ notification_id: randomUUID(), channel: 'sms' as const, to: '01012345678', text: 'Class is at five.' },
    business_idempotency_key: randomUUID(),
  }
  const job = { tenantId, jobType: 'message_send' as const, tier: 'lite' as const, payload, correlationId: 'test' }
  return (await withTenant(world.api, tenantId, (tx) => createJob(tx, job as never))).job
}

const settle = (attributes: Record<string, string>) =>
  world.queues
    .url('messagingJobs')
    .then((QueueUrl) => world.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes })))

async function until(what: string, probe: () => boolean | Promise<boolean>) {
  const deadline = performance.now() + 15_000
  while (!(await probe())) {
    if (performance.now() > deadline) throw new Error(`never seen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const messageSend: JobHandler<'message_send'> = async () =>
  done<'message_send'>({
    ...{ provider_message_id: 'p-1', channel: 'sms', sent_as: 'sms', accepted_at: '2026-03-02T00:00:01.000Z' },
  })
const handlers = { handlers: { message_send: messageSend } } as unknown as WorkerOptions['handlers']

test('P-21 a queue that is changed under a running worker makes it not ready: nothing is received until it is repaired', async () => {
  const gate = new BootGate({ ...world, fleet: 'messaging', pool: world.worker, recheckSeconds: 0.1 })
  await gate.assert()
  const receives = () => world.servers.sqs.front.log().filter(({ target }) => target === 'ReceiveMessage')
  await using worker = new Worker({
    ...world,
    ...{ gate, handlers, fleet: 'messaging', name: 'messaging-1', pool: world.worker, onStopped: () => gate.stop() },
    module: new URL('file:///none'),
  })
  await worker.start()
  gate.watch()
  await until('the first poll', () => receives().length > 0)
  expect(worker.ready).toBe(true)

  await settle({ VisibilityTimeout: String(channel.visibilityTimeoutSeconds + 1) })
  await until('not ready', () => !worker.ready)
  expect(gate.differences).toMatchObject([{ check: 'queues', repair: 'academy queues provision' }])
  // The poll under way has ended, and none follows it, although work arrives and the gate is looked at again.
  await until('the end of the last poll', () => receives().every(({ outcome }) => outcome !== undefined))
  const before = receives().length
  const job = await notice()
  await new Dispatcher({ ...world, pool: world.relay }).dispatch(job)
  const looks = world.servers.sqs.front.log().length
  await until('more looks', () => world.servers.sqs.front.log().length > looks + 12)
  expect(receives()).toHaveLength(before)
  expect(await world.row(job.jobId)).toMatchObject({ status: 'PENDING', attempt: 0 })

  await provisionQueues(world.sqs)
  await until('done', async () => (await world.row(job.jobId)).status === 'DONE')
  expect(worker.ready).toBe(true)
})

test('a worker process says what differs on one line and ends with 1', async () => {
  const main = fileURLToPath(new URL('../worker/support/scripted-worker.ts', import.meta.url))
  const env = { ...process.env, ...world.servers.env, WORKER_NAME: 'ai-1', DATABASE_POOL_WORKER: '200' }
  const ended = await new Promise<{ code: unknown; error: string }>((resolve) =>
    execFile(process.execPath, [main], { env }, (error, _out, text) => resolve({ code: error?.code, error: text })),
  )
  expect(ended).toEqual({
    code: 1,
    error: expect.stringMatching(/^\[configuration_invalid\] all pools .* run psql .*\n$/),
  })
})

test('P-27 while a server does not answer, the gate keeps its answer: an outage closes and opens nothing', async () => {
  await using link = await breakableLink(world.servers.sqs.endpoint)
  const sqs = createSqsClient({ aws: { ...world.config.aws, sqsEndpoint: link.url } })
  await using gate = new BootGate({ ...world, sqs, fleet: 'messaging', pool: world.worker })
  const changes: boolean[] = []
  gate.onChange(() => changes.push(gate.open))
  await gate.assert()
  await link.cut()
  await gate.recheck()
  expect(gate.open).toBe(true)
  await link.mend()
  await settle({ VisibilityTimeout: String(channel.visibilityTimeoutSeconds + 1) })
  await gate.recheck()
  await link.cut()
  await gate.recheck()
  expect(gate.open).toBe(false)
  await link.mend()
  await provisionQueues(world.sqs)
  await gate.recheck()
  expect(changes).toEqual([false, true])
  sqs.destroy()
})
