import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { channels, fleets } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { FenceLostError } from '../../src/errors/index.ts'
import { cancelJob, type JobRow } from '../../src/jobs/index.ts'
import {
  abandonIdentity,
  beat,
  buryClaimedJob,
  buryWaitingJob,
  claimJobs,
  completeJob,
  completeJobs,
  endWorkerIdentity,
  failJob,
  fencedTransaction,
  freeSlot,
  reap,
  releaseJob,
  retryJobLater,
  saveCheckpoint,
  startWorkerIdentity,
} from '../../src/lease/index.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

const { deadAfterSeconds, abortAfterSeconds } = fleets.ai
let world: JobWorld
beforeAll(async () => {
  world = await jobWorld()
  await world.untilReapersJudge()
})
afterAll(() => world.stop())
beforeEach(() => world.admin.query('TRUNCATE jobs, workers, outbox CASCADE'))

const messageFor = (job: JobRow, handle = `handle-${randomUUID()}`) => ({
  jobId: job.jobId,
  tenantId: job.tenantId,
  receiptHandle: handle,
  queueUrl: 'http://queue.test/q',
})

async function claim(workerId: string, jobs: readonly JobRow[], slots = jobs.length) {
  const answers = await claimJobs(world.worker, {
    workerId,
    fleet: 'ai',
    slots,
    messages: jobs.map((j) => messageFor(j)),
  })
  return answers ?? []
}

async function claimOne(workerId: string, job: JobRow): Promise<JobRow> {
  const [answer] = await claim(workerId, [job])
  expect(answer?.fact).toBe('claimed')
  return answer?.job as JobRow
}

/** The worker's last beat was long ago: it was killed or frozen. */
async function silence(workerId: string): Promise<void> {
  await world.admin.query(`UPDATE workers SET beat_at = beat_at - interval '1 hour' WHERE worker_id = $1`, [workerId])
}

/** Seconds before now of an identity's start and of its last beat. */
async function hasBeaten(
  workerId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  await world.admin.query(
    `UPDATE workers SET started_at = clock_timestamp() - make_interval(secs => $2), beat_at = clock_timestamp() - make_interval(secs => $3)
     WHERE worker_id = $1`,
    [workerId, from, to],
  )
}

describe('claims', () => {
  it('P-03 two concurrent deliveries of one job give one run', async () => {
    const job = await world.job(await world.tenant())
    const workers = await Promise.all([1, 2, 3, 4].map(() => world.identity()))
    const answers = await Promise.all(workers.map((w) => claim(w, [job])))
    expect(
      answers
        .flat()
        .map((a) => a.fact)
        .sort(),
    ).toEqual(['claimed', 'running', 'running', 'running'])
    expect(await world.row(job.jobId)).toMatchObject({ status: 'RUNNING', attempt: 1, fence: '1' })
  })

  it('P-08 the lease in the row is the visibility minus the margin', async () => {
    const job = await claimOne(await world.identity(), await world.job(await world.tenant()))
    const policy = channels[job.channel]
    const seconds = ((job.leaseExpiresAt?.getTime() ?? 0) - (job.startedAt?.getTime() ?? 0)) / 1000
    expect(seconds).toBeCloseTo(policy.visibilityTimeoutSeconds - policy.marginSeconds, 0)
  })

  it('P-02 a running job keeps its newest receipt handle and is nobody else’s', async () => {
    const job = await world.job(await world.tenant())
    await claimOne(await world.identity(), job)
    const other = await world.identity()
    await claimJobs(world.worker, { workerId: other, fleet: 'ai', slots: 1, messages: [messageFor(job, 'newest')] })
    expect(await world.row(job.jobId)).toMatchObject({ status: 'RUNNING', receipt_handle: 'newest', fence: '1' })
  })

  it('the fleet limit holds exactly however many workers claim at once', async () => {
    const tenant = await world.tenant()
    const jobs = await Promise.all(Array.from({ length: 12 }, () => world.job(tenant)))
    const workers = await Promise.all(jobs.map(() => world.identity()))
    const answers = (await Promise.all(jobs.map((job, i) => claim(workers[i] as string, [job])))).flat()
    expect(answers.filter((a) => a.fact === 'claimed')).toHaveLength(fleets.ai.fleetLimit)
    expect(answers.filter((a) => a.fact === 'fleet_full')).toHaveLength(12 - fleets.ai.fleetLimit)
  })

  it('a tenant is held to its cap while another waits, and alone may use every slot', async () => {
    const [busy, quiet] = [await world.tenant(), await world.tenant()]
    const jobs = await Promise.all(Array.from({ length: 4 }, () => world.job(busy)))
    await world.job(quiet)
    const facts = (await claim(await world.identity(), jobs)).filter((a) => a.message !== null).map((a) => a.fact)
    expect(facts).toEqual(['claimed', 'claimed', 'tenant_full', 'tenant_full'])
    await world.admin.query(`DELETE FROM outbox; DELETE FROM jobs WHERE tenant_id = '${quiet}'`)
    expect((await claim(await world.identity(), jobs.slice(2))).map((a) => a.fact)).toEqual(['claimed', 'claimed'])
  })

  it('facts of rows that are not claimed: none, another tenant’s, ended, not due', async () => {
    const tenant = await world.tenant()
    const [foreign, ended, later] = await Promise.all([world.job(tenant), world.job(tenant), world.job(tenant)])
    await withTenant(world.api, tenant, (tx) => cancelJob(tx, tenant, ended.jobId))
    await world.admin.query(`UPDATE jobs SET due_at = now() + interval '1 hour' WHERE job_id = $1`, [later.jobId])
    const answers = await claimJobs(world.worker, {
      workerId: await world.identity(),
      fleet: 'ai',
      slots: 4,
      messages: [
        { ...messageFor(foreign), jobId: randomUUID() },
        { ...messageFor(foreign), tenantId: 'somebody-else' },
        messageFor(ended),
        messageFor(later),
      ],
    })
    expect(answers?.map((a) => a.fact)).toEqual(['no_row', 'tenant_mismatch', 'terminal', 'not_due'])
  })

  it('a worker that was declared dead claims nothing', async () => {
    const job = await world.job(await world.tenant())
    const zombie = await world.identity()
    await silence(zombie)
    await world.identity() // somebody else lives
    await reap(world.worker, 'ai', true)
    expect(
      await claimJobs(world.worker, { workerId: zombie, fleet: 'ai', slots: 1, messages: [messageFor(job)] }),
    ).toBeNull()
    expect(await world.row(job.jobId)).toMatchObject({ status: 'PENDING' })
  })

  it('P-09 what comes back is claimed before a fresh message, whose slot it takes', async () => {
    const tenant = await world.tenant()
    const [back, fresh] = [await world.job(tenant), await world.job(tenant)]
    const owner = await world.identity()
    await releaseJob(world.worker, await claimOne(owner, back))
    const answers = await claim(await world.identity(), [fresh], 1)
    expect(answers.map(({ message, fact, job }) => [message, fact, job?.jobId])).toEqual([
      [null, 'claimed', back.jobId],
      [0, 'no_slot', fresh.jobId],
    ])
    await releaseJob(world.worker, answers[0]?.job as JobRow)
    expect(await claim(await world.identity(), [back], 1)).toMatchObject([{ message: 0, fact: 'claimed' }])
  })

  it('a due RETRYING row is claimed straight from the table; a fresh PENDING one waits for its message', async () => {
    const tenant = await world.tenant()
    const [retrying, pending] = [await world.job(tenant), await world.job(tenant)]
    const first = await claimOne(await world.identity(), retrying)
    await retryJobLater(world.worker, first, { code: 'unexpected_error', message: 'once' }, 0)
    const answers = await claimJobs(world.worker, {
      workerId: await world.identity(),
      fleet: 'ai',
      slots: 5,
      messages: [],
    })

    expect(answers?.map((a) => a.job?.jobId)).toEqual([retrying.jobId])
    expect(answers?.[0]?.job).toMatchObject({ attempt: 2, receiptHandle: first.receiptHandle })
    expect(await world.row(pending.jobId)).toMatchObject({ status: 'PENDING' })
  })
})

describe('recovery', () => {
  it('P-09 a dead worker’s job is RETRYING and due now, its attempt given back and a crash counted', async () => {
    const job = await world.job(await world.tenant())
    const killed = await world.identity()
    await claimOne(killed, job)
    await silence(killed)
    const { takenBack, waiting } = await reap(world.worker, 'ai', true)
    expect(takenBack.map((j) => j.jobId)).toEqual([job.jobId])
    expect(waiting).toBe(true)
    expect(await world.row(job.jobId)).toMatchObject({
      status: 'RETRYING',
      attempt: 0,
      crashes: 1,
      fence: '2',
      locked_by: null,
    })
  })

  it('who may not judge declares nobody dead', async () => {
    const job = await world.job(await world.tenant())
    const silent = await world.identity()
    await claimOne(silent, job)
    await silence(silent)
    expect((await reap(world.worker, 'ai', false)).takenBack).toEqual([])
    expect(await beat(world.worker, silent)).toMatchObject({
      alive: true,
      held: [{ jobId: job.jobId, status: 'RUNNING' }],
    })
  })

  it('P-09 who has just come judges at once where the beats of the fleet went on', async () => {
    const job = await world.job(await world.tenant())
    const dead = await world.identity()
    await claimOne(dead, job)
    // Between the two the fleet was never without a beat for longer than an identity lives without one.
    const [gone, newcomer] = [await world.identity(), await world.identity()]
    await hasBeaten(dead, { from: 60, to: deadAfterSeconds + 1 })
    await hasBeaten(gone, { from: 60, to: 2 })
    await hasBeaten(newcomer, { from: 1, to: 0 })
    const { takenBack } = await reap(world.worker, 'ai', 'if_fleet_beat_on')
    expect(takenBack.map((j) => j.jobId)).toEqual([job.jobId])
  })

  it('P-27 who has just come judges nobody after an outage, in which everybody’s beats stood still', async () => {
    const job = await world.job(await world.tenant())
    const silent = await world.identity()
    await claimOne(silent, job)
    const [other, newcomer] = [await world.identity(), await world.identity()]
    // Nobody is sure to have beaten in the half second before the newcomer's start.
    await hasBeaten(silent, { from: 60, to: deadAfterSeconds + 1 })
    await hasBeaten(other, { from: 60, to: deadAfterSeconds - 1 })
    await hasBeaten(newcomer, { from: deadAfterSeconds - abortAfterSeconds - 1.5, to: 0 })
    expect((await reap(world.worker, 'ai', 'if_fleet_beat_on')).takenBack).toEqual([])
    expect(await beat(world.worker, silent)).toMatchObject({ alive: true })
  })

  it('a zombie’s row lock does not hold up the reaper', async () => {
    const job = await world.job(await world.tenant())
    const zombie = await world.identity()
    await claimOne(zombie, job)
    await silence(zombie)
    const locker = await world.admin.connect()
    try {
      await locker.query('BEGIN')
      await locker.query('SELECT FROM jobs WHERE job_id = $1 FOR SHARE', [job.jobId])
      expect((await reap(world.worker, 'ai', true)).takenBack).toEqual([])
      await locker.query('ROLLBACK')
      expect((await reap(world.worker, 'ai', true)).takenBack).toHaveLength(1)
    } finally {
      locker.release()
    }
  })

  it('a restarted worker takes its former jobs back at once', async () => {
    const job = await world.job(await world.tenant())
    await claimOne(await world.identity('ai', 'ai-1'), job)
    await world.identity('ai', 'ai-1')
    expect(await world.row(job.jobId)).toMatchObject({ status: 'RETRYING', locked_by: null, attempt: 0 })
  })

  it('P-22 what a dead worker ended last is left to others to be shown, once', async () => {
    const tenant = await world.tenant()
    const failure = { code: 'unexpected_error', message: 'for this test' } as const
    const [dead, other] = [await world.identity(), await world.identity()]
    const claimed = async (workerId: string) => claimOne(workerId, await world.job(tenant))
    const done = await completeJob(world.worker, await claimed(dead), {})
    const batched = await claimed(dead)
    await completeJobs(world.worker, [{ claim: batched, result: {} }])
    const failed = await failJob(world.worker, await claimed(dead), failure)
    const buried = await buryClaimedJob(world.worker, await claimed(dead), failure)
    const waiting = await buryWaitingJob(world.worker, await world.job(tenant), dead, failure)
    const long = await completeJob(world.worker, await claimed(dead), {})
    await completeJob(world.worker, await claimed(other), {})
    await retryJobLater(world.worker, await claimed(dead), failure, 60)
    await silence(dead)
    await world.admin.query(`UPDATE jobs SET finished_at = finished_at - interval '1 day' WHERE job_id = $1`, [
      long.jobId,
    ])
    const { ended, takenBack } = await reap(world.worker, 'ai', true)
    const expected = [done, batched, failed, buried, waiting].map((job) => job?.jobId)
    expect(ended.map((job) => job.jobId).sort()).toEqual(expected.sort())
    expect(takenBack).toEqual([])
    expect((await reap(world.worker, 'ai', true)).ended).toEqual([])
  })

  it('P-22 … to the worker itself when it comes back, or gives its identity up', async () => {
    const [name, fleet] = ['ai-shows', 'ai'] as const
    const former = await world.identity(fleet, name)
    const first = await completeJob(world.worker, await claimOne(former, await world.job(await world.tenant())), {})
    const workerId = `${name}:again`
    const left = await startWorkerIdentity(world.worker, { workerId, name, fleet, host: 'another-machine' })
    expect(left.ended.map((job) => job.jobId)).toEqual([first.jobId])
    const held = await claimOne(workerId, await world.job(await world.tenant()))
    const second = await completeJob(world.worker, await claimOne(workerId, await world.job(await world.tenant())), {})
    const given = await abandonIdentity(world.worker, { workerId, fleet }, { crashed: 'none' })
    expect([given.takenBack, given.ended].map((jobs) => jobs.map((job) => job.jobId))).toEqual([
      [held.jobId],
      [second.jobId],
    ])
  })

  it('P-14 a released job costs no attempt', async () => {
    const claimed = await claimOne(await world.identity(), await world.job(await world.tenant()))
    expect(await releaseJob(world.worker, claimed)).toMatchObject({ status: 'RETRYING', attempt: 0, crashes: 0 })
  })
})

describe('P-07 the fence', () => {
  async function zombieAndSuccessor() {
    const job = await world.job(await world.tenant())
    const dead = await world.identity()
    const zombie = await claimOne(dead, job)
    await silence(dead)
    await reap(world.worker, 'ai', true)
    const successor = await claimOne(await world.identity(), job)
    return { zombie, successor }
  }

  it('refuses a zombie’s completion, transaction, checkpoint, retry and release', async () => {
    const { zombie, successor } = await zombieAndSuccessor()
    const refused = [
      () => completeJob(world.worker, zombie, {}),
      () => fencedTransaction(world.worker, zombie, async () => 'never'),
      () => fencedTransaction(world.worker, zombie, (tx) => saveCheckpoint(tx, zombie, { at: 1 })),
      () => retryJobLater(world.worker, zombie, { code: 'unexpected_error', message: 'late' }, 0),
    ]
    for (const write of refused) await expect(write()).rejects.toBeInstanceOf(FenceLostError)
    expect(await releaseJob(world.worker, zombie)).toBeNull()
    expect(await world.row(successor.jobId)).toMatchObject({ status: 'RUNNING', fence: String(successor.fence) })
    expect((await world.admin.query('SELECT FROM job_checkpoints')).rowCount).toBe(0)
  })

  it('rolls the user’s rows back when the job is lost in the middle of the transaction', async () => {
    const dead = await world.identity()
    const zombie = await claimOne(dead, await world.job(await world.tenant()))
    const attempt = fencedTransaction(world.worker, zombie, async (tx) => {
      await saveCheckpoint(tx, zombie, { rows: 500 })
      await silence(dead)
      await reap(world.worker, 'ai', true)
    })
    await expect(attempt).rejects.toBeInstanceOf(FenceLostError)
    expect((await world.admin.query('SELECT FROM job_checkpoints')).rowCount).toBe(0)
  })

  it('completes once: asked again after a lost answer, it says DONE; another claim never does', async () => {
    const { zombie, successor } = await zombieAndSuccessor()
    expect((await completeJob(world.worker, successor, { total: 1 })).status).toBe('DONE')
    expect((await completeJob(world.worker, successor, { total: 1 })).status).toBe('DONE')
    await expect(completeJob(world.worker, zombie, { total: 2 })).rejects.toBeInstanceOf(FenceLostError)
    const { rows } = await world.admin.query('SELECT result FROM job_results WHERE job_id = $1', [zombie.jobId])
    expect(rows).toEqual([{ result: { total: 1 } }])
  })

  it('cancel raises it, and the slot stays counted until the handler has ended', async () => {
    const worker = await world.identity()
    const claimed = await claimOne(worker, await world.job(await world.tenant()))
    await withTenant(world.api, claimed.tenantId, (tx) => cancelJob(tx, claimed.tenantId, claimed.jobId))
    await expect(completeJob(world.worker, claimed, {})).rejects.toBeInstanceOf(FenceLostError)
    expect(await beat(world.worker, worker)).toMatchObject({ held: [{ jobId: claimed.jobId, status: 'CANCELLED' }] })
    await freeSlot(world.worker, claimed.jobId, worker)
    expect((await beat(world.worker, worker)).held).toEqual([])
    await endWorkerIdentity(world.worker, worker)
    expect((await beat(world.worker, worker)).alive).toBe(false)
  })

  it.each(['DONE', 'FAILED', 'CANCELLED', 'DEAD'])('%s is final, whoever writes', async (status) => {
    const job = await world.job(await world.tenant())
    await world.admin.query('UPDATE jobs SET status = $2 WHERE job_id = $1', [job.jobId, status])
    const back = world.admin.query(`UPDATE jobs SET status = 'RUNNING', locked_by = 'x', fence = 9 WHERE job_id = $1`, [
      job.jobId,
    ])
    await expect(back).rejects.toThrow('stays so')
  })
})
