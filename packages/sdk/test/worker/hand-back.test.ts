import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { retry } from '../../src/contract/index.ts'
import type { JobRow } from '../../src/jobs/index.ts'
import { measured } from '../support/measured.ts'
import { messageRequests } from './support/wire.ts'
import { type WorkerProcess, workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
let worker: WorkerProcess
beforeAll(async () => {
  world = await workerWorld()
})
afterEach(() => world.kill(worker))
afterAll(() => world.stop())

const graceSeconds = 1
const start = (name: string) =>
  world.start(name, { main: 'stoppable-worker.ts', env: { GRACE_SECONDS: String(graceSeconds) } })
const wire = (target: string, since = 0) => messageRequests(world.servers.sqs.front, target, since)

async function send(behaviour: string): Promise<JobRow> {
  const job = await world.job(await world.tenant())
  await world.behave(job, behaviour)
  await world.send(job)
  return job
}

describe('stop', () => {
  it.each([
    ['wait', 'a handler that heeds its signal'],
    ['ignore_signal', 'a handler that ignores its signal'],
    ['block', 'a handler that blocks its process'],
  ])('P-14 P-40 SIGTERM hands %s back within the grace and a second: no attempt burned (%s)', async (behaviour) => {
    worker = await start(`stops-${behaviour}`)
    const job = await send(behaviour)
    await world.untilStarted(job, 1)
    await world.until('the visibility is raised', async () => wire('ChangeMessageVisibility').length > 0)
    const since = world.servers.sqs.front.lastSeq
    const exited = once(worker.child, 'exit')
    const askedAt = performance.now()
    worker.child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    measured(
      `SIGTERM, grace ${graceSeconds} s, isolated handler (${behaviour}): until the process ended`,
      (performance.now() - askedAt) / 1000,
    )
    expect((performance.now() - askedAt) / 1000).toBeLessThan(graceSeconds + 1)
    expect(await world.row(job.jobId)).toMatchObject({ status: 'RETRYING', attempt: 0, crashes: 0, locked_by: null })
    expect(wire('ChangeMessageVisibility', since).map((entry) => entry.input.VisibilityTimeout)).toEqual([0])
    expect(wire('DeleteMessage', since)).toEqual([])
    expect(worker.output()).toContain(`hook ended ${job.jobId} aborted shutdown true`)
    await world.admin.query(`UPDATE jobs SET due_at = 'infinity' WHERE job_id = $1`, [job.jobId])
  })
})

describe('snooze', () => {
  it('P-14 a handler that snoozes is due later, its attempt given back, its message hidden', async () => {
    worker = await start('snoozes')
    const since = world.servers.sqs.front.lastSeq
    const job = await send('snooze')
    await world.until('it was snoozed twice', async () => Number((await world.row(job.jobId)).fence) >= 2)
    await world.until('the message is hidden', async () =>
      wire('ChangeMessageVisibility', since).some((entry) => entry.input.VisibilityTimeout === retry.baseSeconds),
    )
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0 })
    expect(worker.output()).toContain(`hook ended ${job.jobId} snoozed quota_exceeded true`)
    expect(worker.output()).toContain(`hook claimed ${job.jobId} 1 null`)
  })

  it('a job that has been snoozed for as long as the contract allows spends its attempts', async () => {
    worker = await start('snoozed-enough')
    const job = await world.job(await world.tenant())
    await world.admin.query(`UPDATE jobs SET snoozing_since = now() - make_interval(secs => $2) WHERE job_id = $1`, [
      job.jobId,
      retry.maxSnoozingSeconds + 1,
    ])
    await world.behave(job, 'snooze')
    await world.send(job)
    expect(await world.untilStatus(job, 'RETRYING')).toMatchObject({ attempt: 1, error_code: 'quota_exceeded' })
    await world.behave(job, 'succeed')
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 2 })
  })
})
