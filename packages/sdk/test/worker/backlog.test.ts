import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import { tenantWindow } from '../../src/outbox/index.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

it('a backlog is worked off without a relay: no slot waits for the queue while the outbox has work', async () => {
  const tenant = await world.tenant()
  const jobs = await Promise.all(Array.from({ length: 40 }, () => world.notice(tenant)))
  for (const job of jobs) {
    await world.behave(job, 'succeed')
    await world.send(job)
  }
  await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await world.until('all are DONE', async () => {
    const { rows } = await world.admin.query(`SELECT count(*)::int AS n FROM jobs WHERE status = 'DONE'`)
    return rows[0].n === jobs.length
  })
  const sends = world.servers.sqs.front.log().filter(({ target }) => target === 'SendMessage')
  expect(sends).toHaveLength(tenantWindow('messaging'))
  // Slots that are only told by the next beat that work waits would pause for about a beat each time they are free.
  expect(median(await pausesMs())).toBeLessThan((fleets.messaging.beatSeconds * 1000) / 4)
  const { rows } = await world.admin.query(
    `SELECT job_id FROM outbox UNION ALL SELECT job_id FROM jobs WHERE attempt <> 1`,
  )
  expect(rows).toEqual([])
})

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
