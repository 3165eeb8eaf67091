import { afterAll, beforeAll, expect, it } from 'vitest'
import { tenantWindow } from '../../src/outbox/index.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

it('a backlog is worked off without a relay: no slot waits for the queue while the outbox has work', async () => {
  const tenant = await world.tenant()
  const jobs = await Promise.all(Array.from({ length: 60 }, () => world.notice(tenant)))
  for (const job of jobs) {
    await world.behave(job, 'succeed')
    await world.send(job)
  }
  await world.start('messaging-1', { main: 'messaging-worker.ts' })
  await world.until('all are DONE', async () => {
    const { rows } = await world.admin.query(`SELECT count(*)::int AS n FROM jobs WHERE status = 'DONE'`)
    return rows[0].n === jobs.length
  })
  const wire = (target: string) => world.servers.sqs.front.log().filter((entry) => entry.target === target)
  expect(wire('SendMessage')).toHaveLength(tenantWindow('messaging'))
  // One when it starts, and when everything is done.
  expect(wire('ReceiveMessage').filter(({ input }) => input.WaitTimeSeconds !== 0).length).toBeLessThanOrEqual(3)
  const { rows } = await world.admin.query(
    `SELECT job_id FROM outbox UNION ALL SELECT job_id FROM jobs WHERE attempt <> 1`,
  )
  expect(rows).toEqual([])
})
