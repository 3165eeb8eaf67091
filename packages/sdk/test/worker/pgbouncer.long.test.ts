import { pooled } from '@academy/stack/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPool, type Pool, withTenant } from '../../src/database/index.ts'
import { cancelJob, createJob, type JobRow } from '../../src/jobs/index.ts'
import { Dispatcher, startRelay } from '../../src/outbox/index.ts'
import { roster } from '../support/job-world.ts'
import { workerWorld } from './support/worker-world.ts'

type World = Awaited<ReturnType<typeof workerWorld>>
let world: World
let pooler: Awaited<ReturnType<typeof pooled>>
let api: Pool
let relayPool: Pool
let relay: ReturnType<typeof startRelay>

// Migrations ran directly: test databases are copies of one that `migrate` made.
beforeAll(async () => {
  world = await workerWorld()
  pooler = await pooled(world.servers.env)
  const pool = (url = '') => createPool({ url, max: 6, applicationName: 'test-pooled' })
  api = pool(pooler.env.DATABASE_URL_API)
  relayPool = pool(pooler.env.DATABASE_URL_RELAY)
  relay = startRelay({ ...world, pool: relayPool })
})
afterAll(async () => {
  await relay.stop()
  await Promise.all([api.end(), relayPool.end()])
  // The workers' connections to the server are the pooler's: they end with it.
  await pooler[Symbol.asyncDispose]()
  await world.stop()
})

async function create(behaviour: string): Promise<JobRow> {
  const tenant = await world.tenant()
  const { job } = await withTenant(api, tenant, (tx) => createJob(tx, roster(tenant)))
  await world.behave(job, behaviour)
  return job
}

it('through PgBouncer in transaction mode: the relay sends, jobs run side by side, checkpointed rows and results stand', async () => {
  const workers = [
    await world.start('pooled-1', { env: pooler.env }),
    await world.start('pooled-2', { env: pooler.env }),
  ]
  const jobs = await Promise.all(Array.from({ length: 8 }, () => create('succeed')))
  for (const job of jobs) {
    expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 0, fence: '1' })
    expect(await world.effects(job)).toEqual([1])
  }
  // Two workers with four pools, their children's included, share what the pooler has for their role.
  const { rows } = await world.admin.query(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'academy_worker' AND datname = current_database()`,
  )
  expect(rows[0].n).toBeLessThanOrEqual(pooler.connectionsPerRole)
  for (const worker of workers) {
    expect(worker.output()).not.toMatch(/"level":(50|60)/)
    await world.kill(worker, 'SIGTERM')
  }
}, 120_000)

it('through PgBouncer in transaction mode: a cancelled job ends, a killed worker’s job is recovered, a retry follows the schedule', async () => {
  const owner = await world.start('pooled-owner', { env: pooler.env })
  const job = await create('wait')
  await world.untilStarted(job, 1)
  const helper = await world.start('pooled-helper', { env: pooler.env })
  await world.untilReapersJudge()
  await world.kill(owner)
  await world.untilStarted(job, 3) // taken back with 2
  await world.behave(job, 'succeed')
  expect(await world.untilStatus(job, 'DONE')).toMatchObject({ attempt: 1, crashes: 1 })

  const cancelled = await create('wait')
  await world.untilStarted(cancelled, 1)
  await withTenant(api, cancelled.tenantId, (tx) => cancelJob(tx, cancelled.tenantId, cancelled.jobId))
  await world.until('the slot is free', async () => (await world.row(cancelled.jobId)).locked_by === null)
  expect(await world.row(cancelled.jobId)).toMatchObject({ status: 'CANCELLED' })

  const failing = await create('fail_retryable')
  expect(await world.untilStatus(failing, 'DEAD')).toMatchObject({ error_code: 'provider_unavailable' })
  expect(helper.child.exitCode).toBeNull()
}, 120_000)

it('P-11 through PgBouncer in transaction mode: the watchdog of a blocked process hands its neighbours back', async () => {
  const worker = await world.start('pooled-blocks', { main: 'messaging-worker.ts', env: pooler.env })
  const tenant = await world.tenant()
  const [culprit, neighbour] = [await world.notice(tenant), await world.notice(tenant)]
  const dispatcher = new Dispatcher({ ...world, pool: relayPool })
  for (const job of [culprit, neighbour]) {
    await world.behave(job, 'wait')
    await dispatcher.dispatch(job)
    await world.untilStarted(job, 1)
  }
  await world.behave(culprit, 'block')
  await world.until('the process has ended', async () => worker.child.signalCode === 'SIGKILL')
  expect(await world.row(neighbour.jobId)).toMatchObject({ status: 'RETRYING', attempt: 0, crashes: 0 })
  expect(await world.row(culprit.jobId)).toMatchObject({ status: 'RETRYING', attempt: 0, crashes: 1 })
}, 60_000)

it('P-03 through PgBouncer in transaction mode: two processes with one name', async () => {
  const first = await world.start('pooled-twin', { env: pooler.env })
  // The name is held by the machine's kernel and known by the database itself: the way to it makes no difference.
  const second = world.launch('pooled-twin')
  await world.until('the second has ended', async () => second.child.exitCode !== null)
  expect(second.child.exitCode).toBe(1)
  expect(second.output()).toContain('[worker_name_taken]')
  await world.kill(first)
})
