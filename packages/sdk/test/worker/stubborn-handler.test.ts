import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { retry } from '../../src/contract/index.ts'
import { measured } from '../support/measured.ts'
import { sharedProcessWorld } from './support/shared-process-world.ts'
import { messageRequests } from './support/wire.ts'
import type { WorkerProcess } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof sharedProcessWorld>>
let worker: WorkerProcess
beforeAll(async () => {
  world = await sharedProcessWorld()
})
afterEach(() => world.kill(worker))
afterAll(() => world.stop())

const wire = (target: string, since: number) => messageRequests(world.servers.sqs.front, target, since)

it('P-06 a handler that shares its process and ignores its cap is FAILED and ends with the process, its neighbours handed back', async () => {
  worker = await world.startSharing('capped')
  const neighbours = [await world.running('wait'), await world.running('wait')]
  const since = world.servers.sqs.front.lastSeq
  const capSeconds = 2
  const job = await world.running('ignore_signal', capSeconds)
  expect(await once(worker.child, 'exit')).toEqual([null, 'SIGKILL'])
  const row = await world.row(job.jobId)
  expect(row).toMatchObject({ status: 'FAILED', error_code: 'inference_timeout', attempt: 1, crashes: 0 })
  const took = ((row.finished_at as Date).getTime() - (row.started_at as Date).getTime()) / 1000
  measured(`a cap of ${capSeconds} s, its signal ignored in a shared process: from the start to FAILED`, took)
  expect(took).toBeGreaterThanOrEqual(capSeconds + retry.abortGraceSeconds - 0.1)
  // By the worker, and by its watchdog, which cannot know of it.
  const deletes = wire('DeleteMessage', since)
  expect(new Set(deletes.map(({ input }) => input.ReceiptHandle))).toEqual(new Set([row.receipt_handle]))
  const later = world.hidden(deletes[0]?.seq ?? 0)
  expect(later.filter(({ handle }) => handle === row.receipt_handle)).toEqual([])
  for (const neighbour of neighbours) {
    const { receipt_handle, ...left } = await world.row(neighbour.jobId)
    expect(left).toMatchObject(world.handedBack)
    expect(later.filter(({ handle }) => handle === receipt_handle)).toEqual([{ handle: receipt_handle, seconds: 0 }])
  }
  expect(worker.output()).toContain('a handler ignored its signal (cap) and is killed with its process')
  await world.shelve(...neighbours)
}, 40_000)

it('P-14 P-40 stop hands back a handler that shares its process and ignores its signal: no attempt burned, within the grace and a second', async () => {
  worker = await world.startSharing('stopped')
  const job = await world.running('ignore_signal')
  const neighbour = await world.running('wait')
  const exited = once(worker.child, 'exit')
  const askedAt = performance.now()
  worker.child.kill('SIGTERM')
  await exited
  measured(
    `SIGTERM, grace ${world.graceSeconds} s, signal ignored in a shared process: until it ended`,
    (performance.now() - askedAt) / 1000,
  )
  expect((performance.now() - askedAt) / 1000).toBeLessThan(world.graceSeconds + 1)
  expect(await world.row(job.jobId)).toMatchObject(world.handedBack)
  expect(await world.row(neighbour.jobId)).toMatchObject(world.handedBack)
  await world.shelve(job, neighbour)
}, 40_000)
