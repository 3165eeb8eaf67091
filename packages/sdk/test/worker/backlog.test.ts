import { afterEach, beforeEach, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import type { JobRow } from '../../src/jobs/index.ts'
import { tenantWindow } from '../../src/outbox/index.ts'
import { blackHole } from './support/black-hole.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeEach(async () => {
  world = await workerWorld()
})
afterEach(async () => {
  world.servers.sqs.front.clearFaults()
  await world.stop()
})

const slots = fleets.messaging.slotsPerProcess

it('a backlog is worked off without a relay: no slot waits for the queue while the outbox has work', async () => {
  const jobs = await backlog(40)
  await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await done(jobs.length)
  const sends = world.servers.sqs.front.log().filter(({ target }) => target === 'SendMessage')
  expect(sends).toHaveLength(tenantWindow('messaging'))
  // Slots that are only told by the next beat that work waits would pause for about a beat each time they are free.
  expect(median(await pausesMs())).toBeLessThan((fleets.messaging.beatSeconds * 1000) / 4)
  const { rows } = await world.admin.query(
    `SELECT job_id FROM outbox UNION ALL SELECT job_id FROM jobs WHERE attempt <> 1`,
  )
  expect(rows).toEqual([])
})

it('while the table has more, a slot is claimed in the statement that ends the job that held it: one commit, not two', async () => {
  await world.admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  const jobs = await backlog(120)
  await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await done(jobs.length)
  const { rows } = await world.admin.query<{ name: string; calls: number }>(
    `SELECT substring(query FROM 'academy_complete\\w*') AS name, sum(calls)::int AS calls FROM pg_stat_statements s
     JOIN pg_database d ON d.oid = s.dbid JOIN pg_roles r ON r.oid = s.userid
     WHERE d.datname = current_database() AND r.rolname = 'academy_worker' AND s.toplevel AND query LIKE '%academy_complete%'
     GROUP BY 1`,
  )
  const calls = Object.fromEntries(rows.map((row) => [row.name, row.calls]))
  // More than half; the others end while it is the queue's turn. Were each sent by itself, three quarters would be.
  expect(calls.academy_complete_and_claim).toBeGreaterThan(0.7 * (calls.academy_complete ?? 0))
})

it('a result that the database does not take costs neither its neighbours nor the claim that it shares a statement with', async () => {
  const jobs = await backlog(60)
  const unstorable = jobs.filter((_, at) => at % 6 === 5)
  for (const job of unstorable) await world.behave(job, 'unstorable_once')
  const worker = await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await done(jobs.length)
  const { rows } = await world.admin.query('SELECT job_id FROM jobs WHERE attempt > 1')
  expect(rows.map((row) => row.job_id).sort()).toEqual(unstorable.map(({ jobId }) => jobId).sort())
  expect(worker.output()).not.toContain('claim failed')
})

it('law 2: a claim that waits for a completion keeps its free slots from the polls, which would take them from the table', async () => {
  const [ending] = (await backlog(1, 'wait')) as [JobRow]
  await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await world.untilStep(ending, 'started')
  const results = await world.admin.connect()
  try {
    await results.query('BEGIN')
    await results.query('LOCK TABLE job_results IN SHARE MODE')
    await world.behave(ending, 'succeed')
    await untilCompletionWaits()
    const [next] = (await backlog(1)) as [JobRow]
    const received = await world.until('the next message has come', async () => receiveOf(next))
    await beat()
    await results.query('ROLLBACK')
    await done(2)
    const claimedAt = new Date((await world.row(next.jobId)).started_at as Date)
    expect(receives().filter(({ seq, at }) => seq > received.seq && new Date(at) < claimedAt)).toEqual([])
  } finally {
    results.release(true)
  }
})

it('law 11: a queue that does not answer keeps no more than its share of the slots from the backlog', async () => {
  const { front } = world.servers.sqs
  const jobs = 60
  await backlog(jobs)
  front.fault({ kind: 'black_hole', action: 'ReceiveMessage', count: null })
  const since = front.lastSeq
  await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await done(jobs - tenantWindow('messaging'))
  // Asked before each claim, it would have been given up once for every few jobs.
  const asked = front.log(since).filter(({ target }) => target === 'ReceiveMessage')
  expect(asked.length).toBeLessThan((jobs - tenantWindow('messaging')) / slots)
})

it('a slot is free once its job is DONE: acknowledging the message takes none', async () => {
  world.servers.sqs.front.fault({ kind: 'black_hole', action: 'DeleteMessage', count: null })
  world.servers.sqs.front.fault({ kind: 'black_hole', action: 'DeleteMessageBatch', count: null })
  const jobs = 2 * slots
  expect(jobs).toBeLessThanOrEqual(tenantWindow('messaging'))
  await backlog(jobs)
  await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await done(jobs)
})

it('P-27 a slot is free once its job is DONE: a Redis that does not answer keeps none', async () => {
  await using way = await blackHole(world.servers.redisUrl)
  const first = await backlog(slots, 'wait')
  await world.start('messaging-1', { main: 'messaging-worker.ts', env: { REDIS_URL: way.url } })
  for (const job of first) await world.untilStep(job, 'started')
  const next = await backlog(slots)
  way.swallow()
  for (const job of first) await world.behave(job, 'succeed')
  await done(first.length + next.length)
  const { rows } = await world.admin.query<{ pause: number }>(
    `SELECT extract(epoch FROM min(started_at) FILTER (WHERE job_id = ANY ($1)) - min(finished_at))::double precision * 1000 AS pause FROM jobs`,
    [next.map(({ jobId }) => jobId)],
  )
  // The client gives a command up after a second.
  expect(rows[0]?.pause).toBeLessThan(700)
})

/** Jobs of one tenant; as many as its window has places for are in the queue. */
async function backlog(jobs: number, behaviour = 'succeed'): Promise<JobRow[]> {
  const tenant = await world.tenant()
  const made = await Promise.all(Array.from({ length: jobs }, () => world.notice(tenant)))
  for (const job of made) {
    await world.behave(job, behaviour)
    await world.send(job)
  }
  return made
}

function done(jobs: number): Promise<true> {
  return world.until(`${jobs} are DONE`, async () => {
    const { rows } = await world.admin.query(`SELECT count(*)::int AS n FROM jobs WHERE status = 'DONE'`)
    return rows[0].n >= jobs
  })
}

function receives() {
  return world.servers.sqs.front.log().filter(({ target }) => target === 'ReceiveMessage')
}

function receiveOf(job: JobRow) {
  return receives().find(({ output }) => JSON.stringify(output?.Messages ?? []).includes(job.jobId))
}

function untilCompletionWaits(): Promise<true> {
  return world.until('the completion is under way', async () => {
    const { rows } = await world.admin.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%academy_complete%'`,
    )
    return rows.length > 0
  })
}

/** The worker has beaten since. */
async function beat(): Promise<void> {
  const lastBeat = async () => (await world.admin.query('SELECT max(beat_at) AS at FROM workers')).rows[0].at
  const before = await lastBeat()
  await world.until('the worker has beaten', async () => (await lastBeat()) > before)
}

/** For each time that no slot worked although a job waited: how long it lasted. */
async function pausesMs(): Promise<number[]> {
  const { rows } = await world.admin.query<{ pause: number }>(
    `SELECT extract(epoch FROM started_at - idle_since)::double precision * 1000 AS pause
     FROM (SELECT started_at, max(finished_at) OVER (ORDER BY started_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS idle_since
           FROM jobs) runs
     WHERE started_at > idle_since`,
  )
  return rows.map(({ pause }) => pause)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
