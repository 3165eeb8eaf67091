import { randomUUID } from 'node:crypto'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { channels, fleets, retry } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { cancelJob, type JobRow } from '../../src/jobs/index.ts'
import { buildMessage } from '../../src/messages/index.ts'
import { relayOnce } from '../../src/outbox/index.ts'
import { queueEntry } from '../../src/queues/index.ts'
import { measured } from '../support/measured.ts'
import { messageRequests } from './support/wire.ts'
import { type WorkerProcess, workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
let workers: WorkerProcess[]

beforeAll(async () => {
  world = await workerWorld()
  workers = await Promise.all(['ai-1', 'ai-2'].map((name) => world.start(name)))
  await world.untilReapersJudge()
})
afterAll(() => world.stop())

const wire = (target: string, since = 0) => messageRequests(world.servers.sqs.front, target, since)

/** A job whose handler waits until its behaviour is changed. */
async function runningJob(): Promise<JobRow> {
  const job = await world.job(await world.tenant())
  await world.behave(job, 'wait')
  await world.send(job)
  await world.untilStarted(job, 1)
  return job
}

/** The process that runs the job, and its name's worker. */
async function ownerOf(job: JobRow): Promise<WorkerProcess> {
  const name = String((await world.row(job.jobId)).locked_by).split(':')[0]
  return workers.find((worker) => worker.name === name) as WorkerProcess
}

const restart = async (worker: WorkerProcess) => {
  workers = [...workers.filter((w) => w !== worker), await world.start(worker.name)]
}

async function deadLetters(job?: JobRow) {
  const QueueUrl = await world.queues.dlqUrl(job?.channel ?? 'aiJobsLite')
  const { Messages = [] } = await world.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 0,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  )
  return Messages
}

/** A second message of the same job, as SQS may deliver one at any time. */
async function redeliver(job: JobRow) {
  await world.sqs.send(
    new SendMessageCommand({ QueueUrl: await world.queues.url(job.channel), ...queueEntry(buildMessage(job)) }),
  )
}

async function sendBody(body: string) {
  await world.sqs.send(
    new SendMessageCommand({
      QueueUrl: await world.queues.url('aiJobsLite'),
      MessageBody: body,
      MessageGroupId: 'somebody',
    }),
  )
}

describe('a job from its message to its end', () => {
  it('P-01 P-10 P-40 is hidden shortly, claimed, then hidden for the contract’s time; deleted only when DONE', async () => {
    const since = world.servers.sqs.front.lastSeq
    const job = await runningJob()
    const policy = channels[job.channel]
    const hidden = await world.until('visibility is raised', async () => wire('ChangeMessageVisibility', since)[0])
    expect(hidden.input.VisibilityTimeout).toBe(policy.visibilityTimeoutSeconds)
    const receive = wire('ReceiveMessage', since).find((entry) => JSON.stringify(entry.output).includes(job.jobId))
    expect(receive?.input.VisibilityTimeout).toBe(policy.receiveVisibilitySeconds)
    expect(wire('DeleteMessage', since)).toEqual([])
    await world.behave(job, 'succeed')
    await world.untilStatus(job, 'DONE')
    await world.until('the message is deleted', async () => wire('DeleteMessage', since).length === 1)
    expect(await world.effects(job)).toEqual([1])
  })

  it('P-22 P-23 shows PENDING, RUNNING with progress, and DONE with its result', async () => {
    const job = await world.job(await world.tenant())
    await world.behave(job, 'wait')
    await world.progress.pending(job)
    expect((await world.progress.read(job.tenantId, job.jobId)).status?.status).toBe('PENDING')
    await world.send(job)
    await world.until(
      'progress moves',
      async () => (await world.progress.read(job.tenantId, job.jobId)).progress?.percent,
    )
    expect((await world.progress.read(job.tenantId, job.jobId)).status).toMatchObject({ status: 'RUNNING', fence: 1 })
    await world.behave(job, 'succeed')
    const done = await world.until('DONE is shown', async () => {
      const { status } = await world.progress.read(job.tenantId, job.jobId)
      return status?.status === 'DONE' ? status : undefined
    })
    expect(done.result).toMatchObject({ processed_by: 'worker' })
    expect((await world.progress.read(job.tenantId, job.jobId)).progress).toMatchObject({ step: 'done', percent: 100 })
  })

  it('P-04 P-05 the relay sends what its creator could not', async () => {
    const job = await world.job(await world.tenant())
    await world.admin.query('UPDATE outbox SET relay_after = now() WHERE job_id = $1', [job.jobId])
    await relayOnce({ ...world, pool: world.relay })
    await world.untilStatus(job, 'DONE')
    expect((await world.admin.query('SELECT FROM outbox')).rowCount).toBe(0)
  })

  it('P-01 P-02 P-03 a duplicate delivery of a running job is postponed, not run and not deleted', async () => {
    const job = await runningJob()
    const since = world.servers.sqs.front.lastSeq
    await redeliver(job)
    await world.until('the duplicate is postponed', async () =>
      wire('ChangeMessageVisibility', since).some((entry) => Number(entry.input.VisibilityTimeout) > 1000),
    )
    expect(wire('DeleteMessage', since)).toEqual([])
    await world.behave(job, 'succeed')
    await world.untilStatus(job, 'DONE')
    expect(await world.effects(job)).toEqual([1])
  })

  it('P-28 a Redis that forgets everything under a running job lets nobody else run it, and shows its end', async () => {
    const job = await runningJob()
    await world.redis.flushdb()
    const since = world.servers.sqs.front.lastSeq
    await redeliver(job)
    await world.until('the duplicate is postponed', async () => wire('ChangeMessageVisibility', since).length > 0)
    await world.behave(job, 'succeed')
    await world.untilStatus(job, 'DONE')
    const { rows } = await world.admin.query('SELECT fence FROM test_steps WHERE job_id = $1', [job.jobId])
    expect(rows.map((row) => Number(row.fence))).toEqual([1])
    await world.until('its end is shown', async () => {
      const { status } = await world.progress.read(job.tenantId, job.jobId)
      return status?.status === 'DONE'
    })
  })
})

describe('failures', () => {
  it('P-13 attempts used up: DEAD, and a dead letter with body, attributes, group and the last error', async () => {
    const job = await world.job(await world.tenant())
    await world.behave(job, 'fail_retryable')
    await world.send(job)
    expect(await world.untilStatus(job, 'DEAD')).toMatchObject({
      attempt: fleets.ai.maxAttempts,
      error_code: 'provider_unavailable',
    })
    await relayOnce({ ...world, pool: world.relay })
    const letter = (await deadLetters(job)).find((message) => message.Body?.includes(job.jobId))
    expect(JSON.parse(letter?.Body ?? '{}')).toMatchObject({ job_id: job.jobId, tenant_id: job.tenantId })
    expect(letter?.Attributes?.MessageGroupId).toBe(job.tenantId)
    expect(letter?.MessageAttributes?.dlq_reason?.StringValue).toBe('provider_unavailable')
    expect(letter?.MessageAttributes?.dlq_error?.StringValue).toContain('not now')
    expect(letter?.MessageAttributes?.job_id?.StringValue).toBe(job.jobId)
  })

  it.each([
    ['fail_terminal', 'source_unreadable'],
    ['fail_ambiguous', 'provider_result_ambiguous'],
    ['bad_result', 'result_invalid'],
  ])('P-17 %s ends in FAILED with %s at the first attempt, without a result', async (behaviour, code) => {
    const job = await world.job(await world.tenant())
    await world.behave(job, behaviour)
    await world.send(job)
    expect(await world.untilStatus(job, 'FAILED')).toMatchObject({ attempt: 1, error_code: code })
    expect((await world.admin.query('SELECT FROM job_results WHERE job_id = $1', [job.jobId])).rowCount).toBe(0)
  })

  it('P-06 work that blocks past its cap is FAILED with its process dead, message gone, no renewal after', async () => {
    const job = await world.job(await world.tenant(), { maxProcessingSeconds: 1 })
    await world.behave(job, 'block')
    const since = world.servers.sqs.front.lastSeq
    await world.send(job)
    const { pid } = await world.untilStarted(job, 1)
    expect(await world.untilStatus(job, 'FAILED')).toMatchObject({ error_code: 'inference_timeout' })
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    const deleted = await world.until('the message is deleted', async () => wire('DeleteMessage', since)[0])
    expect(wire('ChangeMessageVisibility', deleted.seq)).toEqual([])
  })

  it('a handler’s process that dies counts a crash, not an attempt, and the job is run again', async () => {
    const job = await world.job(await world.tenant())
    await world.behave(job, 'die')
    await world.send(job)
    await world.until('the crash is counted', async () => (await world.row(job.jobId)).crashes === 1)
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 1 })
  })

  it('P-13 a job whose process dies once too often is DEAD as a crash loop, and its dead letter says so', async () => {
    const job = await world.job(await world.tenant())
    await world.behave(job, 'die')
    await world.admin.query('UPDATE jobs SET crashes = $2 WHERE job_id = $1', [job.jobId, retry.maxCrashes - 1])
    await world.send(job)
    const dead = { crashes: retry.maxCrashes, attempt: 0, error_code: 'crash_loop' }
    expect(await world.untilStatus(job, 'DEAD')).toMatchObject(dead)
    const letter = `SELECT reason ->> 'code' AS code FROM outbox WHERE job_id = $1 AND destination = 'dead_letter_queue'`
    expect((await world.admin.query(letter, [job.jobId])).rows).toEqual([{ code: 'crash_loop' }])
    await relayOnce({ ...world, pool: world.relay })
  })

  it('a completion that meets a deadlock is tried again and costs no attempt', async () => {
    const job = await world.job(await world.tenant())
    await world.behave(job, 'conflict_once')
    await world.send(job)
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1 })
    expect(await world.effects(job)).toEqual([1])
  })

  it('P-29 a handler whose database connection is lost is run again and costs no attempt', async () => {
    const job = await world.job(await world.tenant())
    await world.behave(job, 'lose_connection_once')
    await world.send(job)
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '2' })
  })

  it('P-15 P-16 poison goes to quarantine with its reason and pointer, neighbours flow', async () => {
    const marker = randomUUID()
    await sendBody(`not json ${marker}`)
    await sendBody(JSON.stringify({ schema_version: '1', type: 'ai.job', note: marker }))
    const job = await world.job(await world.tenant())
    await world.send(job)
    await world.untilStatus(job, 'DONE')
    const letters = await world.until('both are in quarantine', async () => {
      const found = (await deadLetters()).filter((message) => message.Body?.includes(marker))
      return found.length === 2 ? found : undefined
    })
    const reasons = letters.map((letter) => letter.MessageAttributes?.dlq_reason?.StringValue)
    expect(reasons.sort()).toEqual(['contract_violation', 'not_json'])
    const pointers = letters.map((letter) => letter.MessageAttributes?.dlq_pointer?.StringValue ?? '')
    expect(pointers.sort()).toEqual([
      'asyncapi.yaml#/defaultContentType',
      expect.stringMatching(/^schemas\/.*required/),
    ])
  })

  it('P-25 a message that names another tenant than its row is quarantined and the job untouched', async () => {
    const job = await runningJob()
    const thief = await world.tenant()
    const payload = { ...job.payload, object_key: String(job.payload.object_key).replace(job.tenantId, thief) }
    await sendBody(JSON.stringify({ ...buildMessage({ ...job, tenantId: thief, payload }) }))
    await world.until('it is in quarantine', async () =>
      (await deadLetters()).find((letter) => letter.MessageAttributes?.dlq_reason?.StringValue === 'tenant_mismatch'),
    )
    expect(await world.row(job.jobId)).toMatchObject({ status: 'RUNNING', tenant_id: job.tenantId })
    await world.behave(job, 'succeed')
    await world.untilStatus(job, 'DONE')
  })

  it('cancel ends the handler, its slot and its message', async () => {
    const job = await runningJob()
    const since = world.servers.sqs.front.lastSeq
    await withTenant(world.api, job.tenantId, (tx) => cancelJob(tx, job.tenantId, job.jobId))
    await world.until('the slot is free', async () => (await world.row(job.jobId)).locked_by === null)
    await world.until('the message is deleted', async () => wire('DeleteMessage', since).length === 1)
    expect(await world.effects(job)).toEqual([])
  })
})

describe('a claim whose answer was lost', () => {
  /** As if this worker had claimed the job and never heard the answer. */
  const claimedUnheard = (job: JobRow, status: string, workerId: string) =>
    world.admin.query(
      `WITH sent AS (DELETE FROM outbox WHERE job_id = $1)
       UPDATE jobs SET status = $2, fence = fence + 1, attempt = attempt + 1, locked_by = $3 WHERE job_id = $1`,
      [job.jobId, status, workerId],
    )
  const someWorker = async (): Promise<string> =>
    (await world.admin.query('SELECT worker_id FROM workers WHERE declared_dead_at IS NULL LIMIT 1')).rows[0].worker_id

  it('is given up by the next beat, and the job is run with its attempt given back', async () => {
    const job = await world.job(await world.tenant())
    await claimedUnheard(job, 'RUNNING', await someWorker())
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0 })
  })

  it('and whose job was then cancelled keeps no slot', async () => {
    const job = await world.job(await world.tenant())
    await claimedUnheard(job, 'CANCELLED', await someWorker())
    await world.until('the slot is free', async () => (await world.row(job.jobId)).locked_by === null)
    expect(await world.row(job.jobId)).toMatchObject({ status: 'CANCELLED' })
  })

  /** A job that is claimed by a worker which froze after it had asked and before it could hear the answer. */
  async function claimedByFrozen(): Promise<{ job: JobRow; frozen: WorkerProcess }> {
    const job = await world.job(await world.tenant())
    await world.behave(job, 'wait')
    const gate = await world.admin.connect()
    // Claims of the fleet take turns by this lock: its holder decides when they are executed.
    await gate.query(`SELECT pg_advisory_lock(academy_fleet_lock('ai'))`)
    await world.send(job)
    const frozen = await world.until('a claim waits', async () => {
      const { rows } = await world.admin.query(
        `SELECT application_name AS name FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%academy_claim%'`,
      )
      return workers.find((worker) => rows.some((row) => row.name === `academy-${worker.name}`))
    })
    frozen.child.kill('SIGSTOP')
    await gate.query(`SELECT pg_advisory_unlock(academy_fleet_lock('ai'))`)
    gate.release()
    await world.untilStatus(job, 'RUNNING')
    if ((await ownerOf(job)) === frozen) return { job, frozen }
    // That claim was not this message's: an earlier job's end had made the worker look for due rows.
    frozen.child.kill('SIGCONT')
    await world.behave(job, 'succeed')
    await world.untilStatus(job, 'DONE')
    return await claimedByFrozen()
  }

  it('P-07 an answer that a frozen worker reads after its lease was lost starts nothing', async () => {
    const { job, frozen } = await claimedByFrozen()
    await world.untilStarted(job, 3)
    frozen.child.kill('SIGCONT')
    await world.until('it takes a new identity', async () => /lease lost[\s\S]*identity taken/.test(frozen.output()))
    await world.behave(job, 'succeed')
    await world.untilStatus(job, 'DONE')
    const { rows } = await world.admin.query('SELECT DISTINCT fence FROM test_steps WHERE job_id = $1', [job.jobId])
    expect(rows.map((row) => Number(row.fence))).toEqual([3])
  })
})

describe('processes that end', () => {
  it('P-09 a killed worker’s job runs again within 10 s while the queue’s visibility stays the contract’s', async () => {
    const job = await runningJob()
    const owner = await ownerOf(job)
    await world.kill(owner)
    const killedAt = performance.now()
    await world.untilStarted(job, 3) // the reap raised it to 2
    measured('SIGKILL of a worker: until its job runs elsewhere', (performance.now() - killedAt) / 1000)
    expect((performance.now() - killedAt) / 1000).toBeLessThan(fleets.ai.recoveryGoalSeconds)
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 1, fence: '3' })
    expect(await world.effects(job)).toEqual([3])
    await restart(owner)
  })

  it('P-07 P-11 a frozen worker that thaws neither completes nor goes on', async () => {
    const job = await runningJob()
    const owner = await ownerOf(job)
    owner.child.kill('SIGSTOP')
    const frozenAt = performance.now()
    await world.untilStarted(job, 3)
    measured('a frozen worker: until its job runs elsewhere', (performance.now() - frozenAt) / 1000)
    const since = world.servers.sqs.front.lastSeq
    owner.child.kill('SIGCONT')
    await world.until(
      'the zombie takes a new identity',
      async () => owner.output().split('identity taken').length === 3,
    )
    // Messages of jobs that it had ended may be deleted once more.
    const { receipt_handle } = await world.row(job.jobId)
    expect(wire('DeleteMessage', since).filter(({ input }) => input.ReceiptHandle === receipt_handle)).toEqual([])
    await world.behave(job, 'succeed')
    await world.untilStatus(job, 'DONE')
    expect(await world.effects(job)).toEqual([3])
  })

  it('P-14 SIGTERM lets running work end within the grace and burns no attempt', async () => {
    const job = await runningJob()
    const owner = await ownerOf(job)
    await world.behave(job, 'succeed')
    await world.kill(owner, 'SIGTERM')
    expect(owner.child.exitCode).toBe(0)
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0 })
    await restart(owner)
  })
})
