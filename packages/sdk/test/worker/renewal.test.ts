import { afterAll, beforeAll, expect, it } from 'vitest'
import { channels, fleets, retry } from '../../src/contract/index.ts'
import type { JobRow } from '../../src/jobs/index.ts'
import { claimJobs } from '../../src/lease/index.ts'
import { buildMessage } from '../../src/messages/index.ts'
import { sendMessage } from '../../src/queues/index.ts'
import { backoffSeconds } from '../../src/worker/backoff.ts'
import { JobRun } from '../../src/worker/job-run.ts'
import type { RunOutcome } from '../../src/worker/outcomes.ts'
import { QueueMessages } from '../../src/worker/queue-messages.ts'
import { renew, showOwner } from '../../src/worker/renewal.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

const channel = 'aiJobsLite'
const policy = channels[channel]
let world: JobWorld
let messages: QueueMessages
beforeAll(async () => {
  world = await jobWorld({ queues: true })
  messages = new QueueMessages(world.sqs, world.queues)
})
afterAll(() => world.stop())

/** A claimed job with its message, whose work ends when the test says so. */
async function claimedRun() {
  const job = await world.job(await world.tenant())
  await sendMessage(world.sqs, world.queues, channel, buildMessage(job))
  const [received] = await messages.receive(channel, 1, 5, new AbortController().signal)
  const workerId = await world.identity()
  const { receiptHandle = '', queueUrl = '' } = received ?? {}
  const request = { jobId: job.jobId, tenantId: job.tenantId, receiptHandle, queueUrl }
  const answers = await claimJobs(world.worker, { workerId, fleet: 'ai', slots: 1, messages: [request] })
  const ended = Promise.withResolvers<RunOutcome>()
  const run = new JobRun(answers?.[0]?.job as JobRow, {
    ...{ outcome: ended.promise, abort: () => {}, kill: () => {}, shared: false },
  })
  const end = async () => {
    ended.resolve({ kind: 'completed', result: {}, progressSeq: 0, message: { queueUrl, receiptHandle } })
    await run.outcome()
  }
  return { run, end, job }
}

const hidden = (since: number) =>
  world.servers.sqs.front
    .log(since)
    .filter(({ target }) => target === 'ChangeMessageVisibility')
    .map(({ input }) => input.VisibilityTimeout)
const lease = async (job: JobRow) => ((await world.row(job.jobId)).lease_expires_at as Date).getTime()

it('P-12 lease and visibility are renewed together at each renew_every, and not in between', async () => {
  const { run, end, job } = await claimedRun()
  const resources = { ...world, pool: world.worker, messages }
  const since = world.servers.sqs.front.lastSeq
  const first = await lease(job)
  await renew([run], resources)
  expect([hidden(since), await lease(job)]).toEqual([[], first])

  run.renewAt = performance.now()
  await renew([run], resources)
  expect(hidden(since)).toEqual([policy.visibilityTimeoutSeconds])
  expect(await lease(job)).toBeGreaterThan(first)
  // The next one is planned from this one.
  const untilNext = run.renewAt - performance.now()
  expect(untilNext).toBeGreaterThan((policy.renewEverySeconds - 5) * 1000)
  await renew([run], resources)
  expect(hidden(since)).toHaveLength(1)
  await end()
})

it.each(['ended', 'aborted at its cap'])('P-12 no extension follows once the work has %s', async (how) => {
  const { run, end, job } = await claimedRun()
  const since = world.servers.sqs.front.lastSeq
  const before = await lease(job)
  if (how === 'ended') await end()
  else run.abort('cap')
  run.renewAt = performance.now()
  await renew([run], { ...world, pool: world.worker, messages })
  expect([hidden(since), await lease(job)]).toEqual([[], before])
  await end()
})

it('P-12 an extension that waits for its turn while the work ends is never sent', async () => {
  const { front } = world.servers.sqs
  const { run, end } = await claimedRun()
  // Others' extensions are on their way; this one's turn comes after them.
  front.fault({ kind: 'black_hole', action: 'ChangeMessageVisibility', count: 2 })
  const busy: Promise<void>[] = []
  for (const handle of ['one', 'two']) {
    busy.push(messages.setVisibility(run.queueUrl ?? '', handle, 1).catch(() => {}))
    const seen = () => front.log().some(({ input }) => input.ReceiptHandle === handle)
    await expect.poll(seen, { timeout: 10_000 }).toBe(true)
  }
  const since = front.lastSeq
  const extension = showOwner(run, messages, world.log)
  await end()
  await messages.delete(run.queueUrl ?? '', run.receiptHandle ?? '')
  front.clearFaults()
  await Promise.all([...busy, extension])
  const own = front.log(since).filter(({ input }) => input.ReceiptHandle === run.receiptHandle)
  expect(own.map(({ target }) => target)).toEqual(['DeleteMessage'])
})

it('P-14 the pause before the next attempt is jittered over the whole of its range, which doubles up to the cap', () => {
  const { baseSeconds, factor, capSeconds } = retry
  for (let attempt = 1; attempt <= fleets.messaging.maxAttempts + 5; attempt += 1) {
    const most = Math.min(capSeconds, baseSeconds * factor ** (attempt - 1))
    const pauses = Array.from({ length: 400 }, () => backoffSeconds(attempt))
    expect(Math.max(...pauses)).toBeLessThanOrEqual(most)
    expect(Math.max(...pauses)).toBeGreaterThan(most * 0.9)
    expect(Math.min(...pauses)).toBeLessThan(most * 0.1)
  }
})
