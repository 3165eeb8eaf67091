import { AcademyClient, ConnectionError, NotFoundError, PermissionError } from '@academy/sdk/http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, startHarness } from './support/harness.ts'
import { endJob, roster } from './support/jobs.ts'
import { token } from './support/tokens.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

async function clientOf(tier: 'lite' | 'basic' = 'lite') {
  const { id } = await harness.tenant(tier)
  const bearer = await token(harness.servers.env.JWT_SECRET as string, { tenant_id: id })
  return { id, academy: new AcademyClient({ baseUrl: harness.url, token: bearer }) }
}

test('the SDK’s client creates a job, follows it and gets its typed result', async () => {
  const { id, academy } = await clientOf()
  const created = await academy.call('createJob', { body: { job_type: 'excel_parsing', payload: roster(id) } })
  const result = { total: 1, created: 1, restored: 0, duplicates: 0, failed: [], processed_by: 'worker' }
  const about = { tenantId: id, jobId: created.job_id, jobType: 'excel_parsing' as const, attempt: 1, fence: 1 }
  const statuses: string[] = []
  const job = await academy.waitForJob(created.job_id, {
    onProgress: ({ status }) => {
      statuses.push(status)
      if (status !== 'PENDING') return
      void (async () => {
        await harness.admin.query('INSERT INTO job_results (job_id, tenant_id, result) VALUES ($1, $2, $3)', [
          created.job_id,
          id,
          result,
        ])
        await endJob(harness.admin, created.job_id, 'DONE')
        await harness.progress.status({ ...about, createdAt: new Date() }, { status: 'DONE' })
      })()
    },
  })
  expect(statuses).toEqual(['PENDING', 'DONE'])
  expect(job.job_type === 'excel_parsing' && job.result).toEqual(result)
})

test('P-48 a creation whose answer was lost is repeated by the client and is one job', async () => {
  const { id } = await harness.tenant()
  const bearer = await token(harness.servers.env.JWT_SECRET as string, { tenant_id: id })
  let lost = 0
  const academy = new AcademyClient({
    baseUrl: harness.url,
    token: bearer,
    fetch: async (...request) => {
      const answer = await fetch(...request)
      lost += 1
      if (lost === 1) throw new TypeError('the connection was lost on the way back')
      return answer
    },
  })
  const created = await academy.call('createJob', { body: { job_type: 'excel_parsing', payload: roster(id) } })
  const { rows } = await harness.admin.query('SELECT job_id FROM jobs WHERE tenant_id = $1', [id])
  expect(rows).toEqual([{ job_id: created.job_id }])
})

test('errors arrive by their status, with code and request id', async () => {
  const { id, academy } = await clientOf()
  const none = { path: { job_id: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a69' } }
  await expect(academy.call('getJob', none)).rejects.toBeInstanceOf(NotFoundError)
  const body = { job_type: 'excel_parsing', tier: 'premium', payload: roster(id) } as const
  const refused = await academy.call('createJob', { body }, { correlationId: 'req-42' }).catch((error) => error)
  expect(refused).toBeInstanceOf(PermissionError)
  expect(refused).toMatchObject({ code: 'tier_too_low', requestId: 'req-42' })
  const nowhere = new AcademyClient({ baseUrl: 'http://127.0.0.1:9', token: 't', maxRetries: 0 })
  await expect(nowhere.call('listJobs')).rejects.toBeInstanceOf(ConnectionError)
})
