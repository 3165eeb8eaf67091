import { once } from 'node:events'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest'
import type {
  BuiltJobType,
  ExcelParsingPayload,
  FleetName,
  MessageSendPayload,
  MessageSendResult,
} from '../../src/contract/index.ts'
import { JobAborted } from '../../src/errors/index.ts'
import { asRunOf, durationOfRun } from '../../src/worker/current-run.ts'
import {
  done,
  type EndedRun,
  type JobHandler,
  type JobTypeOfFleet,
  Worker,
  type WorkerHandlers,
  type WorkerHooks,
  type WorkerOptions,
} from '../../src/worker/index.ts'
import { type WorkerProcess, workerWorld } from './support/worker-world.ts'

let world: Awaited<ReturnType<typeof workerWorld>>
beforeAll(async () => {
  world = await workerWorld()
})
afterAll(() => world.stop())

const sent = (): MessageSendResult => ({
  ...{ provider_message_id: 'p-1', channel: 'sms', sent_as: 'sms', accepted_at: '2026-03-02T00:00:01.000Z' },
})
const messageSend: JobHandler<'message_send'> = async () => done<'message_send'>(sent())

it('handlers are exhaustive, and typed by their job type, when they are compiled', () => {
  expectTypeOf<JobTypeOfFleet<'messaging'>>().toEqualTypeOf<'message_send'>()
  expectTypeOf<JobTypeOfFleet<FleetName>>().toEqualTypeOf<BuiltJobType>()
  const complete: WorkerHandlers<'messaging'> = { handlers: { message_send: messageSend } }
  // @ts-expect-error a job type of the fleet has no handler
  const missing: WorkerHandlers<'messaging'> = { handlers: {} }
  // @ts-expect-error another fleet's job type
  const foreign: WorkerHandlers<'messaging'> = { handlers: { message_send: messageSend, video_transcode: messageSend } }
  // @ts-expect-error a planned job type has no worker
  type Planned = JobHandler<'ocr'> & WorkerHandlers<'ai'>['handlers']['ocr']
  type Job<T extends BuiltJobType> = Parameters<JobHandler<T>>[0]
  expectTypeOf<Job<'message_send'>['payload']>().toEqualTypeOf<MessageSendPayload>()
  expectTypeOf<Job<'excel_parsing'>['payload']>().toEqualTypeOf<ExcelParsingPayload>()
  // @ts-expect-error the result of another job type
  const wrong: JobHandler<'excel_parsing'> = async () => done<'excel_parsing'>(sent())
  expect([complete, missing, foreign, wrong, undefined as Planned | undefined]).toHaveLength(5)
})

it('a handler’s lines carry request, job, tenant, attempt and duration; hooks hear claim and end; `await using` stops', async () => {
  const lines: Record<string, unknown>[] = []
  const log = pino({ mixin: durationOfRun }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const heard: string[] = []
  const ended = Promise.withResolvers<EndedRun>()
  const hooks: WorkerHooks = {
    received: () => void (heard.includes('received') || heard.push('received')),
    claimed: ({ job }) => heard.push(`claimed ${job.jobId} ${job.attempt}`),
    ended: (run) => ended.resolve(run),
  }
  const reasons: unknown[] = []
  const handler: JobHandler<'message_send'> = async (job, ctx) => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    ctx.log.info('a line of the handler')
    if (job.attempt > 1 || job.payload.text === '끝') return done<'message_send'>(sent())
    await once(ctx.signal, 'abort')
    reasons.push(ctx.signal.reason)
    throw ctx.signal.reason
  }
  const handlers = { handlers: { message_send: handler } } as unknown as WorkerOptions['handlers']
  const options = {
    ...{ ...world, log, hooks, handlers, fleet: 'messaging' as const, name: 'api-test', pool: world.worker },
    module: new URL('file:///none'),
  }
  const job = await world.notice(await world.tenant())
  {
    await using worker = new Worker(options)
    await worker.start()
    await world.send(job)
    await world.until('the handler runs', async () => lines.some(({ msg }) => msg === 'a line of the handler'))
    expect(worker.ready).toBe(true)
    await worker.stop({ grace: 0.6 })
  }
  const line = lines.find(({ msg }) => msg === 'a line of the handler')
  expect(line).toMatchObject({
    ...{ request_id: job.correlationId, job_id: job.jobId, tenant_id: job.tenantId, attempt: 1 },
    duration_ms: expect.any(Number),
  })
  expect(line?.duration_ms).toBeGreaterThanOrEqual(19)
  expect(heard).toEqual(expect.arrayContaining(['received', `claimed ${job.jobId} 1`]))
  expect(await ended.promise).toMatchObject({ outcome: 'aborted', reason: 'shutdown', job: { jobId: job.jobId } })
  expect(reasons).toEqual([expect.any(JobAborted)])
  expect(reasons[0]).toMatchObject({ reason: 'shutdown' })
  // Stopped and closed: nothing beats under its name any more.
  const { rows } = await world.admin.query(`SELECT FROM workers WHERE name = 'api-test' AND declared_dead_at IS NULL`)
  expect(rows).toEqual([])
  expect(await world.row(job.jobId)).toMatchObject({ status: 'RETRYING', attempt: 0, crashes: 0 })
})

it('an isolated handler’s lines carry the same', async () => {
  const worker: WorkerProcess = await world.start('isolated-lines')
  const job = await world.job(await world.tenant())
  await world.behave(job, 'log')
  await world.send(job)
  await world.untilStatus(job, 'DONE')
  const line = await world.until('the line', async () =>
    worker
      .output()
      .split('\n')
      .find((text) => text.includes('a line of the handler')),
  )
  expect(JSON.parse(line)).toMatchObject({
    ...{ request_id: job.correlationId, job_id: job.jobId, tenant_id: job.tenantId, attempt: 1 },
    ...{ duration_ms: expect.any(Number), process: 'isolated', worker: 'isolated-lines' },
  })
  expect(asRunOf('a', () => durationOfRun().duration_ms)).toBe(0)
  expect(durationOfRun()).toEqual({})
  await world.kill(worker)
})
