import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { cancelJob, type JobRow } from '../../src/jobs/index.ts'
import { abandonIdentity, claimJobs, completeAndClaim, completeJobs, releaseJob } from '../../src/lease/index.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

let world: JobWorld
beforeAll(async () => {
  world = await jobWorld()
})
afterAll(() => world.stop())
beforeEach(() => world.admin.query('TRUNCATE jobs, workers, outbox CASCADE'))

const roomy = { fleetLimit: 100, tenantCap: 100 }

async function jobs(count: number): Promise<JobRow[]> {
  const tenant = await world.tenant()
  return Promise.all(Array.from({ length: count }, () => world.job(tenant)))
}

async function claim(batch: readonly JobRow[], limits = roomy, slots = batch.length) {
  const messages = batch.map((job, at) => ({
    ...{ jobId: job.jobId, tenantId: job.tenantId, receiptHandle: `handle-${at}`, queueUrl: 'http://queue.test/q' },
  }))
  const workerId = await world.identity()
  return (await claimJobs(world.worker, { workerId, fleet: 'ai', slots, messages, limits })) ?? []
}

const factsInOrder = (answers: Awaited<ReturnType<typeof claim>>) =>
  answers
    .filter(({ message }) => message !== null)
    .sort((a, b) => (a.message as number) - (b.message as number))
    .map(({ fact }) => fact)

async function claimed(count: number): Promise<JobRow[]> {
  return (await claim(await jobs(count))).map(({ job }) => job as JobRow)
}

const done = (job: JobRow, total = 1) => ({ claim: job, result: { total } })

describe('a batch that is claimed as a whole', () => {
  it('P-03 runs a job once whose message came twice in it, and keeps the handle of the second', async () => {
    const [one, two] = (await jobs(2)) as [JobRow, JobRow]
    expect(factsInOrder(await claim([one, two, one]))).toEqual(['claimed', 'claimed', 'running'])
    expect(await world.row(one.jobId)).toMatchObject({ fence: '1', attempt: 1, receipt_handle: 'handle-2' })
  })

  it('says of each message that is not claimable what it is, and claims its neighbours', async () => {
    const [ended, later, due] = (await jobs(3)) as [JobRow, JobRow, JobRow]
    await withTenant(world.api, ended.tenantId, (tx) => cancelJob(tx, ended.tenantId, ended.jobId))
    await world.admin.query(`UPDATE jobs SET due_at = now() + interval '1 hour' WHERE job_id = $1`, [later.jobId])
    const batch = [ended, { ...due, jobId: randomUUID() }, later, due]
    expect(factsInOrder(await claim(batch))).toEqual(['terminal', 'no_row', 'not_due', 'claimed'])
  })

  it('that does not fit claims up to the limit of slots, fleet and tenant, never past it', async () => {
    const three = await jobs(3)
    expect(factsInOrder(await claim(three, roomy, 2))).toEqual(['claimed', 'claimed', 'no_slot'])
    const five = [...(await jobs(2)), ...(await jobs(3))]
    const facts = factsInOrder(await claim(five, { fleetLimit: 6, tenantCap: 2 }))
    expect(facts).toEqual(['claimed', 'claimed', 'claimed', 'claimed', 'fleet_full'])
  })

  it('by workers that claim at the same time never exceeds the fleet’s limit', async () => {
    const batches = await Promise.all(Array.from({ length: 6 }, () => jobs(3)))
    const answers = await Promise.all(batches.map((batch) => claim(batch, fleets.ai)))
    expect(answers.flat().filter(({ fact }) => fact === 'claimed')).toHaveLength(fleets.ai.fleetLimit)
  })

  it('leaves old PENDING rows to their messages, and takes them when the queue brings none', async () => {
    const [old, fresh] = (await jobs(2)) as [JobRow, JobRow]
    await world.admin.query(`DELETE FROM outbox`)
    await world.admin.query(`UPDATE jobs SET due_at = now() - interval '1 hour' WHERE job_id = $1`, [old.jobId])
    expect(factsInOrder(await claim([fresh], roomy, 5))).toEqual(['claimed'])
    expect(await world.row(old.jobId)).toMatchObject({ status: 'PENDING' })
    const direct = await claim([], roomy, 5)
    expect(direct.map(({ fact, job }) => [fact, job?.jobId])).toEqual([['claimed', old.jobId]])
  })
})

describe('jobs that are completed together', () => {
  it('P-43 are DONE with their results, and answer with their newest handles', async () => {
    const batch = await claimed(3)
    const answer = await completeJobs(
      world.worker,
      batch.map((job, at) => done(job, at)),
    )
    expect([...answer.keys()].sort()).toEqual(batch.map(({ jobId }) => jobId).sort())
    expect(answer.get((batch[0] as JobRow).jobId)).toEqual({
      queueUrl: (batch[0] as JobRow).queueUrl,
      receiptHandle: (batch[0] as JobRow).receiptHandle,
    })
    const { rows } = await world.admin.query(
      `SELECT status, locked_by, result ->> 'total' AS total FROM jobs JOIN job_results USING (job_id) ORDER BY total`,
    )
    expect(rows).toEqual(['0', '1', '2'].map((total) => ({ status: 'DONE', locked_by: null, total })))
  })

  it('P-07 a zombie’s is refused and its neighbours’ are kept', async () => {
    const [zombie, held] = (await claimed(2)) as [JobRow, JobRow]
    await releaseJob(world.worker, zombie)
    const answer = await completeJobs(world.worker, [done(zombie), done(held)])
    expect([...answer.keys()]).toEqual([held.jobId])
    expect(await world.row(zombie.jobId)).toMatchObject({ status: 'RETRYING' })
    expect((await world.admin.query('SELECT job_id FROM job_results')).rows).toEqual([{ job_id: held.jobId }])
  })

  it('P-29 a lost answer is asked again: DONE under the same fence is one’s own success, once', async () => {
    const [job] = (await claimed(1)) as [JobRow]
    await completeJobs(world.worker, [done(job, 1)])
    expect([...(await completeJobs(world.worker, [done(job, 2)])).keys()]).toEqual([job.jobId])
    const { rows } = await world.admin.query(`SELECT result FROM job_results`)
    expect(rows).toEqual([{ result: { total: 1 } }])
  })

  it('one whose row is locked by somebody does not hold up the others', async () => {
    const [locked, free] = (await claimed(2)) as [JobRow, JobRow]
    const somebody = await world.admin.connect()
    try {
      await somebody.query('BEGIN')
      await somebody.query('SELECT FROM jobs WHERE job_id = $1 FOR UPDATE', [locked.jobId])
      expect([...(await completeJobs(world.worker, [done(locked), done(free)])).keys()]).toEqual([free.jobId])
    } finally {
      await somebody.query('ROLLBACK')
      somebody.release()
    }
    expect([...(await completeJobs(world.worker, [done(locked)])).keys()]).toEqual([locked.jobId])
  })
})

describe('completions and a claim in one statement', () => {
  /** A job that holds the fleet's only slot, its worker, and what asks for the slot of another one. */
  async function fullFleet() {
    const [held, next] = (await jobs(2)) as [JobRow, JobRow]
    const workerId = await world.identity()
    const order = (job: JobRow) => ({
      ...{ workerId, fleet: 'ai' as const, slots: 1, limits: { fleetLimit: 1, tenantCap: 1 } },
      messages: [
        { jobId: job.jobId, tenantId: job.tenantId, receiptHandle: 'handle', queueUrl: 'http://queue.test/q' },
      ],
    })
    const [answer] = (await claimJobs(world.worker, order(held))) ?? []
    return { held: answer?.job as JobRow, next, workerId, order: order(next) }
  }

  it('the slot that is freed is claimed: the limits of fleet and tenant are counted after the completions', async () => {
    const { held, order, next } = await fullFleet()
    expect((await claimJobs(world.worker, order))?.map(({ fact }) => fact)).toEqual(['fleet_full'])
    const { ended, answers } = await completeAndClaim(world.worker, [done(held)], order)
    expect([...ended]).toEqual([[held.jobId, { queueUrl: held.queueUrl, receiptHandle: held.receiptHandle }]])
    expect(answers?.map(({ fact, message, job }) => [fact, message, job?.jobId])).toEqual([['claimed', 0, next.jobId]])
  })

  it('P-07 a zombie’s completion frees no slot', async () => {
    const { held, order } = await fullFleet()
    await releaseJob(world.worker, held)
    const { ended, answers } = await completeAndClaim(world.worker, [done(held)], { ...order, messages: [] })
    expect([...ended]).toEqual([])
    expect(answers?.map(({ fact, job }) => [fact, job?.jobId])).toEqual([['claimed', held.jobId]])
    const again = await completeAndClaim(world.worker, [done(held)], order)
    expect([[...again.ended], again.answers?.map(({ fact }) => fact)]).toEqual([[], ['fleet_full']])
  })

  it('a worker that was declared dead completes nothing that was taken from it, and claims nothing', async () => {
    const { held, order, workerId } = await fullFleet()
    await abandonIdentity(world.worker, { workerId, fleet: 'ai' }, { crashed: 'none' })
    expect(await completeAndClaim(world.worker, [done(held)], order)).toEqual({ ended: new Map(), answers: null })
    expect(await world.row(held.jobId)).toMatchObject({ status: 'RETRYING' })
  })

  it('one result that cannot be stored leaves both undone', async () => {
    const { held, order, next } = await fullFleet()
    const unstorable = { claim: held, result: { text: '\u0000' } }
    await expect(completeAndClaim(world.worker, [unstorable], order)).rejects.toMatchObject({ code: '22P05' })
    expect(await world.row(held.jobId)).toMatchObject({ status: 'RUNNING' })
    expect(await world.row(next.jobId)).toMatchObject({ status: 'PENDING' })
  })
})
