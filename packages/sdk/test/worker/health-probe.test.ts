import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { breakableLink } from '../support/breakable-link.ts'
import { workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

async function ask(url: string, path: string) {
  const answer = await fetch(url + path)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const probeUrl = (output: string) => /"url":"(http:[^"]+)"/.exec(output)?.[1] ?? ''

it('P-30 P-47 a worker answers /healthz from its first step on, and /readyz with what keeps it from work', async () => {
  await using link = await breakableLink(world.servers.env.DATABASE_URL_WORKER as string)
  await using redis = await breakableLink(world.servers.redisUrl)
  const env = { WORKER_PROBE_PORT: '0', DATABASE_URL_WORKER: link.url, REDIS_URL: redis.url, GRACE_SECONDS: '5' }
  const worker = await world.start('probed', { env, main: 'stoppable-worker.ts' })
  const url = probeUrl(worker.output())
  const reasons = async () => (await ask(url, '/readyz')).body.reasons
  const job = await world.job(await world.tenant())
  await world.behave(job, 'wait')
  await world.send(job)
  await world.untilStarted(job, 1)
  expect(await ask(url, '/readyz')).toEqual({
    status: 200,
    body: {
      ...{ status: 'ready', reasons: [], fleet: 'ai', name: 'probed', running: 1, slots: 1 },
      seconds_since_receive: expect.any(Number),
      seconds_since_beat: expect.any(Number),
    },
  })
  expect((await ask(url, '/metrics')).status).toBe(404)

  await redis.cut()
  await world.until('Redis is missed', async () => String(await reasons()).startsWith('Redis does not answer'))
  await redis.mend()
  await link.cut()
  await world.until('the database is missed', async () =>
    String(await reasons()).startsWith('the lease is lost: the database does not answer'),
  )
  expect((await ask(url, '/readyz')).status).toBe(503)
  expect(await ask(url, '/healthz')).toEqual({ status: 200, body: { status: 'alive' } })
  await link.mend()
  await world.until('it is ready again', async () => (await ask(url, '/readyz')).status === 200)

  await world.untilStarted(job, 3)
  const exited = once(worker.child, 'exit')
  worker.child.kill('SIGTERM')
  await world.until('it says that it stops', async () => String(await reasons()) === 'the worker is stopping')
  await world.behave(job, 'succeed')
  expect(await exited).toEqual([0, null])
}, 60_000)

it('P-30 a worker that waits at its boot is alive and not ready; a port that is taken is one line', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const DATABASE_URL_WORKER = `postgres://nobody:nothing@127.0.0.1:${port}/nowhere`
  const waiting = world.launch('waiting', { env: { WORKER_PROBE_PORT: '0', DATABASE_URL_WORKER } })
  const url = await world.until('the probe listens', async () => probeUrl(waiting.output()))
  expect((await ask(url, '/healthz')).status).toBe(200)
  expect(await ask(url, '/readyz')).toEqual({
    status: 503,
    body: { status: 'not_ready', reasons: ['the worker is starting'] },
  })
  const taken = world.launch('taken', { env: { WORKER_PROBE_PORT: String(port) } })
  expect(await once(taken.child, 'exit')).toEqual([1, null])
  expect(taken.output().trim()).toMatch(
    /^\[configuration_invalid\] WORKER_PROBE_PORT cannot be listened on \(EADDRINUSE\)/,
  )
  await world.kill(waiting)
  silent.close()
})
