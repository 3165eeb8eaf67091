import { fleets } from '@academy/sdk/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { measured } from '../support/measured.ts'
import { messageRequests } from './support/wire.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

it('P-10 a worker killed between receive and claim costs the message its short visibility, and no attempt', async () => {
  const killed = await world.start('killed')
  // Its first claim takes what may wait in the table; from the second sweep on it only claims what it received.
  await world.until(
    'its queues were empty and it asks again',
    async () => requests().length > fleets.ai.channels.length,
  )
  // The claim of a fleet waits for this lock: a worker that has received gets no further.
  const claims = await world.admin.connect()
  await claims.query(`BEGIN`)
  await claims.query(`SELECT pg_advisory_xact_lock(academy_fleet_lock('ai'))`)
  const job = await world.job(await world.tenant())
  await world.send(job)
  const waiting = `SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%academy_claim%'`
  await world.until('it has received, and its claim waits', async () => {
    return receives(job.jobId) === 1 && (await world.admin.query(waiting)).rowCount
  })
  await world.kill(killed)
  const killedAt = performance.now()
  // The server does not notice the death while it waits: without this the claim would be made after all.
  await world.admin.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) claims`)
  await claims.query('ROLLBACK')
  claims.release()
  expect(await world.row(job.jobId)).toMatchObject({ status: 'PENDING', attempt: 0 })

  await world.start('heir')
  await world.until('the message is there again', async () => receives(job.jobId) === 2)
  const row = await world.untilStatus(job, 'DONE')
  measured('SIGKILL between receive and claim: until the job is DONE elsewhere', (performance.now() - killedAt) / 1000)
  expect(row).toMatchObject({ attempt: 1, crashes: 0, fence: '1' })
}, 60_000)

/** How often the job's message came out of its queue. */
const receives = (jobId: string) =>
  requests().filter(({ output }) => JSON.stringify(output ?? '').includes(jobId)).length

const requests = () => messageRequests(world.servers.sqs.front, 'ReceiveMessage')
