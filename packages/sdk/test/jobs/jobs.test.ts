import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { channels, fleets, type JobType, jobTypes } from '../../src/contract/index.ts'
import { withTenant } from '../../src/database/index.ts'
import { cancelJob, createJob, getJob, listJobs, lowerTier, retryJob, tierAllows } from '../../src/jobs/index.ts'
import { buryClaimedJob, claimJobs, failJob } from '../../src/lease/index.ts'
import { type JobWorld, jobWorld, roster } from '../support/job-world.ts'

let world: JobWorld
beforeAll(async () => {
  world = await jobWorld()
})
afterAll(() => world.stop())

async function claimed(jobId: string, tenantId: string) {
  const answers = await claimJobs(world.worker, {
    workerId: await world.identity(),
    fleet: 'ai',
    slots: 1,
    messages: [{ jobId, tenantId, receiptHandle: 'h', queueUrl: 'q' }],
  })
  const job = answers?.[0]?.job
  if (!job || answers?.[0]?.fact !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(answers)}`)
  return job
}

describe('create', () => {
  it('P-04 the job and its outbox row are one transaction: neither is left by a rollback', async () => {
    const tenant = await world.tenant()
    const jobId = randomUUID()
    const attempt = withTenant(world.api, tenant, async (tx) => {
      await createJob(tx, roster(tenant, { jobId }))
      throw new Error('the request failed')
    })
    await expect(attempt).rejects.toThrow('the request failed')
    expect(await world.row(jobId)).toBeUndefined()
    await withTenant(world.api, tenant, (tx) => createJob(tx, roster(tenant, { jobId })))
    const { rows } = await world.admin.query('SELECT destination FROM outbox WHERE job_id = $1', [jobId])
    expect(rows).toEqual([{ destination: 'queue' }])
  })

  it('the same idempotency key gives the same job, also to two requests at once', async () => {
    const tenant = await world.tenant()
    const create = () => withTenant(world.api, tenant, (tx) => createJob(tx, roster(tenant, { idempotencyKey: 'k-1' })))
    const both = await Promise.all([create(), create()])
    expect(new Set(both.map(({ job }) => job.jobId)).size).toBe(1)
    expect(both.map(({ created }) => created).sort()).toEqual([false, true])
  })

  it('P-19 every job type has one lowest tier, and a lower one is refused with a typed error', async () => {
    const tenant = await world.tenant()
    const tooLow = withTenant(world.api, tenant, (tx) =>
      createJob(tx, { ...roster(tenant), jobType: 'omr_grading', payload: {} } as never),
    )
    await expect(tooLow).rejects.toMatchObject({ code: 'tier_too_low' })
    for (const jobType of Object.keys(jobTypes) as JobType[]) {
      expect(tierAllows('premium', jobType)).toBe(true)
      expect(tierAllows('lite', jobType)).toBe(jobTypes[jobType].lowestTier === 'lite')
    }
    expect(lowerTier('premium', 'basic')).toBe('basic')
  })

  it('a job type without a worker is refused', async () => {
    const tenant = await world.tenant('premium')
    const attempt = withTenant(world.api, tenant, (tx) =>
      createJob(tx, { ...roster(tenant), jobType: 'ocr', tier: 'premium' } as never),
    )
    await expect(attempt).rejects.toMatchObject({ code: 'job_type_not_available' })
  })

  it('P-25 an object key under another tenant’s prefix is refused, and nothing is left', async () => {
    const tenant = await world.tenant()
    const payload = { ...roster(tenant).payload, object_key: `excel/somebody-else/${randomUUID()}.xlsx` }
    const attempt = withTenant(world.api, tenant, (tx) => createJob(tx, roster(tenant, { payload })))
    await expect(attempt).rejects.toMatchObject({ code: 'contract_violation' })
    expect((await world.admin.query('SELECT FROM jobs WHERE tenant_id = $1', [tenant])).rowCount).toBe(0)
  })

  it('a job may lower its cap, never raise it', async () => {
    const tenant = await world.tenant()
    const cap = channels.aiJobsLite.maxProcessingSeconds
    expect((await world.job(tenant, { maxProcessingSeconds: 3 })).maxProcessingSeconds).toBe(3)
    expect((await world.job(tenant)).maxProcessingSeconds).toBe(cap)
    for (const maxProcessingSeconds of [cap + 1, 0, 1.5]) {
      await expect(world.job(tenant, { maxProcessingSeconds })).rejects.toMatchObject({ code: 'contract_violation' })
    }
  })
})

describe('P-26 row-level security', () => {
  it('shows a tenant its own jobs only, whatever the query asks for', async () => {
    const [mine, theirs] = [await world.tenant(), await world.tenant()]
    const job = await world.job(theirs)
    const seen = await withTenant(world.api, mine, async (tx) => ({
      asMe: await getJob(tx, mine, job.jobId),
      asThem: await getJob(tx, theirs, job.jobId),
      listed: (await listJobs(tx, { tenantId: theirs, limit: 10 })).jobs,
    }))
    expect(seen).toEqual({ asMe: null, asThem: null, listed: [] })
    const bare = await world.api.query('SELECT FROM jobs')
    expect(bare.rowCount).toBe(0)
    const planted = withTenant(world.api, mine, (tx) => createJob(tx, roster(theirs)))
    await expect(planted).rejects.toThrow('row-level security')
  })
})

describe('check 8 uniqueness', () => {
  it('refuses a second job of one id and a second result of one job', async () => {
    const job = await world.job(await world.tenant())
    const again = world.admin.query('INSERT INTO jobs SELECT * FROM jobs WHERE job_id = $1', [job.jobId])
    await expect(again).rejects.toMatchObject({ code: '23505' })
    const result = () =>
      world.admin.query(`INSERT INTO job_results (job_id, tenant_id, result) VALUES ($1, $2, '{}')`, [
        job.jobId,
        job.tenantId,
      ])
    await result()
    await expect(result()).rejects.toMatchObject({ code: '23505' })
  })
})

describe('cancel and retry', () => {
  it('cancels what waits and what runs, once; an ended job is not cancellable', async () => {
    const tenant = await world.tenant()
    const cancel = (jobId: string) => withTenant(world.api, tenant, (tx) => cancelJob(tx, tenant, jobId))
    const waiting = await world.job(tenant)
    expect(await cancel(waiting.jobId)).toMatchObject({ cancelled: true, job: { status: 'CANCELLED', fence: 1 } })
    expect(await cancel(waiting.jobId)).toMatchObject({ cancelled: false })
    expect((await world.admin.query('SELECT FROM outbox WHERE job_id = $1', [waiting.jobId])).rowCount).toBe(0)
    const failed = await claimed((await world.job(tenant)).jobId, tenant)
    await failJob(world.worker, failed, { code: 'source_unreadable', message: 'x' })
    await expect(cancel(failed.jobId)).rejects.toMatchObject({ code: 'job_not_cancellable' })
    await expect(cancel(randomUUID())).rejects.toMatchObject({ code: 'job_not_found' })
  })

  it('FAILED is retried as a new job that names the old one', async () => {
    const tenant = await world.tenant()
    const failed = await claimed((await world.job(tenant)).jobId, tenant)
    await failJob(world.worker, failed, { code: 'source_unreadable', message: 'x' })
    const { job, newJob } = await withTenant(world.api, tenant, (tx) => retryJob(tx, tenant, failed.jobId, 'c'))
    expect(newJob).toBe(true)
    expect(job).toMatchObject({ status: 'PENDING', retryOf: failed.jobId, payload: failed.payload })
    expect(await world.row(failed.jobId)).toMatchObject({ status: 'FAILED' })
  })

  it('DEAD is redriven under its own id: fence raised, attempts anew, an audit row and an outbox row', async () => {
    const tenant = await world.tenant()
    const dead = await claimed((await world.job(tenant)).jobId, tenant)
    await world.admin.query('DELETE FROM outbox WHERE job_id = $1', [dead.jobId])
    await buryClaimedJob(world.worker, dead, { code: 'provider_unavailable', message: 'x' })
    const { job, newJob } = await withTenant(world.api, tenant, (tx) => retryJob(tx, tenant, dead.jobId, 'c-9'))
    expect(newJob).toBe(false)
    expect(job).toMatchObject({ jobId: dead.jobId, status: 'PENDING', attempt: 0, fence: dead.fence + 1 })
    const { rows } = await world.admin.query('SELECT action, detail FROM job_audit WHERE job_id = $1', [dead.jobId])
    expect(rows).toEqual([{ action: 'redrive', detail: expect.objectContaining({ correlation_id: 'c-9' }) }])
    expect((await world.admin.query('SELECT FROM outbox WHERE job_id = $1', [dead.jobId])).rowCount).toBe(2)
    expect(fleets.ai.maxAttempts).toBe(job.maxAttempts)
  })

  it('lists newest first, page by page, without gaps', async () => {
    const tenant = await world.tenant()
    const made = []
    for (let i = 0; i < 5; i += 1) made.unshift((await world.job(tenant)).jobId)
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const page = await withTenant(world.api, tenant, (tx) =>
        listJobs(tx, { tenantId: tenant, limit: 2, ...(cursor && { cursor }) }),
      )
      seen.push(...page.jobs.map((job) => job.jobId))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(made)
  })
})
