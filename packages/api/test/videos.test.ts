import { objects } from '@academy/sdk/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, TestClient } from './support/client.ts'
import { type Harness, startHarness } from './support/harness.ts'
import { endJob } from './support/jobs.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.stop())

const lecture = { title: '수열 1강', session_id: 12, filename: '1강.mp4', content_type: 'video/mp4' }
const jobsOf = async (video: number) =>
  (await harness.admin.query(`SELECT * FROM jobs WHERE subject_type = 'video' AND subject_id = $1`, [String(video)]))
    .rows
const rowOf = async (video: number) =>
  (await harness.admin.query('SELECT * FROM videos WHERE id = $1', [video])).rows[0]

/** Uploads as a browser does: only with what the answer says. */
async function upload(
  { upload: how }: Answer['body'],
  content: Buffer,
): Promise<{ part_number: number; etag: string }[]> {
  if (how.kind === 'single') {
    const put = await fetch(how.url, { method: how.method, headers: how.headers, body: new Uint8Array(content) })
    expect(put.status).toBe(200)
    return []
  }
  const parts: { part_number: number; etag: string }[] = []
  for (const { part_number, url } of how.parts) {
    const start = (part_number - 1) * how.part_size_bytes
    const body = new Uint8Array(content.subarray(start, start + how.part_size_bytes))
    const put = await fetch(url, { method: 'PUT', body })
    parts.push({ part_number, etag: put.headers.get('etag') as string })
  }
  return parts
}

async function uploaded(api: TestClient, content = Buffer.alloc(1000, 1)): Promise<number> {
  const init = await api('initVideoUpload', { body: { ...lecture, size_bytes: content.length } })
  await upload(init.body, content)
  return init.body.video_id
}

async function failed(api: TestClient): Promise<{ video: number; job: string }> {
  const video = await uploaded(api)
  const { body } = await api('completeVideoUpload', { path: { video_id: video } })
  await endJob(harness.admin, body.job_id, 'FAILED', 'source_unreadable')
  await harness.admin.query(
    `UPDATE videos SET status = 'FAILED', error_code = 'source_unreadable', error_message = 'broken' WHERE id = $1`,
    [video],
  )
  return { video, job: body.job_id }
}

test('a small video is put in one piece, completed, and gets its job and its message', async () => {
  const { id, api } = await harness.tenant()
  const video = await uploaded(api)
  expect(await rowOf(video)).toMatchObject({ tenant_id: id, status: 'PENDING' })
  const { status, body } = await api('completeVideoUpload', { path: { video_id: video } })
  expect([status, body.status, body.video_id]).toEqual([202, 'PENDING', video])
  const row = await rowOf(video)
  expect(row).toMatchObject({ status: 'UPLOADED', upload: null })
  const payload = { video_id: video, file_key: row.source_key, hls_prefix: `tenants/${id}/video/hls/${video}/` }
  expect(await jobsOf(video)).toMatchObject([{ job_id: body.job_id, job_type: 'video_transcode', payload }])
  const [message] = harness.sent().filter(({ body: sent }) => sent.job_id === body.job_id)
  expect(message?.body).toMatchObject({ type: 'video.job', action: 'transcode', tenant_id: id, ...payload })
  const progress = await api('getVideoProgress', { path: { video_id: video } })
  expect(progress.body).toMatchObject({ video_id: video, job_id: body.job_id, status: 'PENDING', progress: null })
})

test('P-03 completing an upload many times at once is one job', async () => {
  const { api } = await harness.tenant()
  const path = { video_id: await uploaded(api) }
  const answers = await Promise.all(Array.from({ length: 6 }, () => api('completeVideoUpload', { path })))
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.job_id}`)).size).toBe(1)
  expect((await jobsOf(path.video_id)).length).toBe(1)
})

test('a video above the threshold goes up in parts', async () => {
  const { api } = await harness.tenant()
  const content = Buffer.alloc(objects.multipartThresholdBytes + 1000, 7)
  const init = await api('initVideoUpload', { body: { ...lecture, size_bytes: content.length } })
  expect(init.body.upload).toMatchObject({ kind: 'multipart', part_size_bytes: objects.multipartPartBytes })
  const parts = await upload(init.body, content)
  expect(parts.length).toBe(2)
  const path = { video_id: init.body.video_id }
  const answers = [1, 2].map(() => api('completeVideoUpload', { path, body: { parts: [...parts].reverse() } }))
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([202, 202])
  expect((await harness.storage.head((await rowOf(path.video_id)).source_key))?.sizeBytes).toBe(content.length)
  expect(harness.s3.unfinished()).toEqual([])
})

test('exactly the threshold still goes up in one piece', async () => {
  const { api } = await harness.tenant()
  const init = await api('initVideoUpload', { body: { ...lecture, size_bytes: objects.multipartThresholdBytes } })
  expect(init.body.upload.kind).toBe('single')
})

test('an upload that is not there, not whole or not the listed one is not complete; it can be finished later', async () => {
  const { api } = await harness.tenant()
  const content = Buffer.alloc(objects.multipartThresholdBytes + 1, 7)
  const init = await api('initVideoUpload', { body: { ...lecture, size_bytes: content.length } })
  const path = { video_id: init.body.video_id }
  const refused = async (body?: object) => {
    const answer = await api('completeVideoUpload', { path, ...(body && { body }) })
    expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([409, 'video_not_uploaded', true])
  }
  await refused()
  const parts = await upload(init.body, content)
  await refused()
  await refused({ parts: parts.slice(0, 1) })
  await refused({ parts: [...parts, ...parts] })
  await refused({ parts: parts.map((part) => ({ ...part, etag: '"somebody-else"' })) })
  expect(await jobsOf(path.video_id)).toEqual([])
  expect((await api('completeVideoUpload', { path, body: { parts } })).status).toBe(202)

  const small = await api('initVideoUpload', { body: { ...lecture, size_bytes: 2000 } })
  await harness.storage.upload({
    key: (await rowOf(small.body.video_id)).source_key,
    body: (await import('node:stream')).Readable.from([Buffer.alloc(10)]),
    contentType: 'video/mp4',
  })
  const partial = await api('completeVideoUpload', { path: { video_id: small.body.video_id } })
  expect([partial.status, partial.body.code]).toEqual([409, 'video_not_uploaded'])
})

test.each([
  [{ filename: 'lecture.exe' }, 415, 'file_type_not_supported'],
  [{ size_bytes: objects.videoLimitBytes + 1 }, 413, 'file_too_large'],
  [{ content_type: 'text/html' }, 400, 'validation_failed'],
  [{ session_id: '../12' }, 400, 'validation_failed'],
])('an upload with %j is refused before anything exists', async (wrong, status, code) => {
  const { id, api } = await harness.tenant()
  const answer = await api('initVideoUpload', { body: { ...lecture, size_bytes: 10, ...wrong } })
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect((await harness.admin.query('SELECT FROM videos WHERE tenant_id = $1', [id])).rowCount).toBe(0)
})

test('a READY video shows its public addresses, any other none', async () => {
  const { id, api } = await harness.tenant()
  const video = await uploaded(api)
  const path = { video_id: video }
  const { body: accepted } = await api('completeVideoUpload', { path })
  const before = await api('getVideo', { path })
  expect(before.body).toMatchObject({ status: 'UPLOADED', job_id: accepted.job_id })
  expect(before.body).not.toHaveProperty('hls_url')
  const prefix = `tenants/${id}/video/hls/${video}/`
  await harness.admin.query(`UPDATE videos SET status = 'PROCESSING' WHERE id = $1`, [video])
  await harness.admin.query(
    `UPDATE videos SET status = 'READY', hls_key = $2, thumbnail_key = $3, duration_seconds = 10.5, rungs = '[]',
       ready_at = now() WHERE id = $1`,
    [video, `${prefix}master.m3u8`, `${prefix}thumbnail.jpg`],
  )
  const { MEDIA_BASE_URL } = harness.servers.env
  expect((await api('getVideo', { path })).body).toMatchObject({
    status: 'READY',
    duration_seconds: 10.5,
    hls_url: `${MEDIA_BASE_URL}/${prefix}master.m3u8`,
    thumbnail_url: `${MEDIA_BASE_URL}/${prefix}thumbnail.jpg`,
  })
  const again = await api('retryVideo', { path })
  expect([again.status, again.body.code]).toEqual([409, 'video_state_conflict'])
})

test('a FAILED video is retried once, whoever asks first and on whichever route', async () => {
  const { api } = await harness.tenant()
  const { video, job } = await failed(api)
  const answers = await Promise.all([
    api('retryVideo', { path: { video_id: video } }),
    api('retryVideo', { path: { video_id: video } }),
    api('retryJob', { path: { job_id: job } }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409])
  const jobs = await jobsOf(video)
  expect(jobs.map(({ status }) => status).sort()).toEqual(['FAILED', 'PENDING'])
  expect(jobs.find(({ status }) => status === 'PENDING')).toMatchObject({ retry_of: job })
  expect(await rowOf(video)).toMatchObject({ status: 'UPLOADED', error_code: null, error_message: null })
  const progress = await api('getVideoProgress', { path: { video_id: video } })
  expect(progress.body.status).toBe('PENDING')
})

test('a video whose job is DEAD is redriven under the same job id', async () => {
  const { api } = await harness.tenant()
  const video = await uploaded(api)
  const { body } = await api('completeVideoUpload', { path: { video_id: video } })
  await endJob(harness.admin, body.job_id, 'DEAD', 'attempts_exhausted')
  await harness.admin.query(`UPDATE videos SET status = 'FAILED', error_code = 'attempts_exhausted' WHERE id = $1`, [
    video,
  ])
  const retried = await api('retryVideo', { path: { video_id: video } })
  expect(retried.body).toEqual({ video_id: video, job_id: body.job_id, status: 'PENDING' })
})

test('cancelling the job of a video leaves a video that can be retried', async () => {
  const { api } = await harness.tenant()
  const video = await uploaded(api)
  const { body } = await api('completeVideoUpload', { path: { video_id: video } })
  await api('cancelJob', { path: { job_id: body.job_id } })
  const shown = await api('getVideo', { path: { video_id: video } })
  expect(shown.body).toMatchObject({ status: 'FAILED', error_code: 'cancelled' })
  expect((await api('retryVideo', { path: { video_id: video } })).status).toBe(202)
})
