import { expect, test } from 'vitest'
import { polling } from '../../src/contract/index.ts'
import { AcademyClient, NotFoundError, pollPause } from '../../src/http/index.ts'
import { problem, type Seen, type Step, scriptedApi } from './scripted-api.ts'

const id = '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a69'
const shown = (status: string, percent?: number): Step => ({
  status: 200,
  body: {
    job_id: id,
    status,
    attempt: 1,
    updated_at: '2026-03-02T00:00:00Z',
    progress: percent === undefined ? null : { percent },
  },
})
const detail = (status: string): Step => ({ status: 200, body: { job_id: id, job_type: 'excel_parsing', status } })
const unknown = problem(404, 'progress_not_found', true, { 'retry-after': '1' })

/** Answers progress requests in turn, and detail requests with `ended`. */
function answers(progress: readonly Step[], ended: Step) {
  let next = 0
  return ({ url }: Seen): Step => {
    if (!url.endsWith('/progress/')) return ended
    next += 1
    return progress[Math.min(next, progress.length) - 1] as Step
  }
}

test('M4 the schedule is the contract’s: every second, every two, every three', () => {
  const [first, second, third] = polling
  expect([0, 9.9].map(pollPause)).toEqual([first.everySeconds, first.everySeconds])
  expect([first.untilSeconds, 59.9].map(pollPause)).toEqual([second.everySeconds, second.everySeconds])
  expect([second.untilSeconds, 9999].map(pollPause)).toEqual([third.everySeconds, third.everySeconds])
})

test('it asks at once, shows every answer, stops at the end and reads the detail once', async () => {
  await using api = await scriptedApi(
    answers([shown('PENDING'), shown('RUNNING', 40), shown('DONE', 100)], detail('DONE')),
  )
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const heard: (number | undefined)[] = []
  const start = performance.now()
  const job = await client.waitForJob(id, { onProgress: ({ progress }) => heard.push(progress?.percent) })
  expect(job.status).toBe('DONE')
  expect(heard).toEqual([undefined, 40, 100])
  const polls = api.seen.filter(({ url }) => url.endsWith('/progress/'))
  expect((polls[0]?.at ?? 0) - start).toBeLessThan(500)
  expect((polls[2]?.at ?? 0) - (polls[1]?.at ?? 0)).toBeGreaterThan(900)
  expect(api.seen.filter(({ url }) => !url.endsWith('/progress/'))).toHaveLength(1)
})

test.each(['FAILED', 'CANCELLED', 'DEAD'])('a job that is %s has ended', async (status) => {
  await using api = await scriptedApi(answers([shown(status)], detail(status)))
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  expect((await client.waitForJob(id)).status).toBe(status)
})

test('unknown progress is no end: the detail decides whether there is such a job', async () => {
  await using lost = await scriptedApi(answers([unknown], detail('DONE')))
  const client = new AcademyClient({ baseUrl: lost.url, token: 't' })
  expect((await client.waitForJob(id)).status).toBe('DONE')
  await using none = await scriptedApi(answers([unknown], problem(404, 'job_not_found', false)))
  const other = new AcademyClient({ baseUrl: none.url, token: 't' })
  await expect(other.waitForJob(id)).rejects.toBeInstanceOf(NotFoundError)
  await using late = await scriptedApi(answers([unknown, shown('DONE')], detail('DONE')))
  late.seen.length = 0
  expect((await new AcademyClient({ baseUrl: late.url, token: 't' }).waitForJob(id)).status).toBe('DONE')
})

test('an abort ends the waiting', async () => {
  await using api = await scriptedApi(answers([shown('RUNNING', 1)], detail('RUNNING')))
  const client = new AcademyClient({ baseUrl: api.url, token: 't' })
  const leaving = new AbortController()
  const waiting = client.waitForJob(id, { signal: leaving.signal, onProgress: () => leaving.abort(new Error('gone')) })
  await expect(waiting).rejects.toThrow('gone')
})
