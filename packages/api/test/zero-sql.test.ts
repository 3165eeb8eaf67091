import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiStatements } from './support/api-statements.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { importOf } from './support/jobs.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
  await harness.admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
})
afterAll(() => harness.stop())

const calls = () => apiStatements(harness.admin)

test('M4 a thousand progress requests of every kind run no statement; a detail request does', async () => {
  const [mine, theirs] = [await harness.tenant(), await harness.tenant()]
  const [running, finished, foreign] = await Promise.all([
    mine.api('createJob', importOf(mine.id)),
    mine.api('createJob', importOf(mine.id)),
    theirs.api('createJob', importOf(theirs.id)),
  ])
  const about = { tenantId: mine.id, jobType: 'video_transcode' as const, attempt: 1, fence: 1, createdAt: new Date() }
  const subject = { type: 'video', id: 7 }
  await harness.progress.status({ ...about, jobId: running.body.job_id, subject }, { status: 'RUNNING' })
  await harness.progress.status({ ...about, jobId: finished.body.job_id }, { status: 'DONE' })

  const kinds: (() => Promise<{ status: number }>)[] = [
    () => mine.api('getJobProgress', { path: { job_id: running.body.job_id } }),
    () => mine.api('getJobProgress', { path: { job_id: finished.body.job_id } }),
    () => mine.api('getJobProgress', { path: { job_id: foreign.body.job_id } }),
    () => mine.api('getJobProgress', { path: { job_id: randomUUID() } }),
    () => mine.api('getVideoProgress', { path: { video_id: 7 } }),
    () => mine.api('getVideoProgress', { path: { video_id: 8 } }),
  ]
  const before = await calls()
  const statuses = new Map<number, number>()
  for (let i = 0; i < 1002; i += 6) {
    for (const { status } of await Promise.all(kinds.map((ask) => ask()))) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  expect([...statuses].sort()).toEqual([
    [200, 501],
    [404, 501],
  ])
  expect(await calls()).toBe(before)
  await mine.api('getJob', { path: { job_id: running.body.job_id } })
  expect(await calls()).toBeGreaterThan(before)
})
