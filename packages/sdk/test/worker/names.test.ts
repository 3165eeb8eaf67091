import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fleets } from '../../src/contract/index.ts'
import { measured } from '../support/measured.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

const secondLine = (name: string) => new RegExp(`\\[worker_name_taken\\] .* under the name ${name}: stop it, or set`)

it('P-03 the second of two processes with one name refuses to start with one line; the first works on', async () => {
  const first = await world.start('twin')
  const job = await world.job(await world.tenant())
  await world.behave(job, 'wait')
  await world.send(job)
  await world.untilStarted(job, 1)

  const second = world.launch('twin')
  const [code] = await once(second.child, 'exit')
  expect(code).toBe(1)
  expect(second.output().trim()).toMatch(secondLine('twin'))
  expect(second.output().trim().split('\n')).toHaveLength(1)
  await world.behave(job, 'succeed')
  expect(await world.untilStatus(job, 'DONE')).toMatchObject({ fence: '1', attempt: 1, crashes: 0 })
  expect(first.child.exitCode).toBeNull()
  await world.kill(first)
})

it('P-09 the name is free the moment its holder is killed, and its jobs start again at the restart, long before its silence would be noticed', async () => {
  const first = await world.start('phoenix')
  const job = await world.job(await world.tenant())
  await world.behave(job, 'wait')
  await world.send(job)
  await world.until('phoenix runs it', async () => String((await world.row(job.jobId)).locked_by).startsWith('phoenix'))
  await world.kill(first)
  await world.start('phoenix')
  const restartedAt = performance.now()
  await world.untilStarted(job, 3) // taken back with 2
  measured(
    'a restarted worker: from its identity to the start of its former job',
    (performance.now() - restartedAt) / 1000,
  )
  expect((performance.now() - restartedAt) / 1000).toBeLessThan(fleets.ai.deadAfterSeconds)
  await world.behave(job, 'succeed')
  await world.untilStatus(job, 'DONE')
})

it('P-03 a name that is beaten for on another machine is refused; one whose beat stopped is taken over', async () => {
  const alive = await world.identity('ai', 'far-alive')
  await world.identity('ai', 'far-dead')
  await world.admin.query(`UPDATE workers SET beat_at = now() + interval '1 hour' WHERE worker_id = $1`, [alive])
  const startedAt = performance.now()
  const refused = world.launch('far-alive')
  const exit = once(refused.child, 'exit')
  await world.start('far-dead')
  expect(performance.now() - startedAt).toBeGreaterThan((fleets.ai.deadAfterSeconds - 2) * 1000)
  expect((await exit)[0]).toBe(1)
  expect(refused.output()).toMatch(secondLine('far-alive'))
  const { rows } = await world.admin.query('SELECT declared_dead_at FROM workers WHERE worker_id = $1', [alive])
  expect(rows[0].declared_dead_at).toBeNull()
}, 30_000)
