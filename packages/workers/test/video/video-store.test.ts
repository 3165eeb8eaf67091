import { createPool, withTenant, withTransaction } from '@academy/sdk/database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { videoStore } from '../../src/video/adapters/video-store.ts'
import type { EndedJob } from '../../src/video/application/ports.ts'
import { type ClaimedVideo, World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world[Symbol.asyncDispose]())

const keyOf = ({ tenant, videoId }: ClaimedVideo) => ({ tenantId: tenant, videoId })
const begin = (one: ClaimedVideo) => withTransaction(world.pool, (tx) => videoStore.begin(tx, keyOf(one)))
const settle = (one: ClaimedVideo, status: EndedJob['status']) =>
  withTransaction(world.pool, (tx) =>
    videoStore.settle(tx, keyOf(one), { status, errorCode: 'transcode_stalled', errorMessage: 'no progress' }),
  )
const ready = (one: ClaimedVideo) => {
  const prefix = one.job.payload.hls_prefix
  const found = {
    hlsKey: `${prefix}master.m3u8`,
    thumbnailKey: `${prefix}thumbnail.jpg`,
    durationSeconds: 5,
    rungs: [],
  }
  return withTransaction(world.pool, (tx) => videoStore.markReady(tx, keyOf(one), found))
}

describe('the states of a video', () => {
  test('a failed attempt leads back to UPLOADED, the last one to FAILED with its reason', async () => {
    const one = await world.newVideo(undefined)
    expect(await begin(one)).toEqual({ sourceKey: one.sourceKey })
    await settle(one, 'RETRYING')
    expect(await world.rowOf(one)).toMatchObject({ status: 'UPLOADED', error_code: null })
    await begin(one)
    await settle(one, 'DEAD')
    expect(await world.rowOf(one)).toMatchObject({
      status: 'FAILED',
      error_code: 'transcode_stalled',
      error_message: 'no progress',
    })
  })

  test('a job that never began leaves its video FAILED, too', async () => {
    const one = await world.newVideo(undefined)
    await settle(one, 'FAILED')
    expect(await world.rowOf(one)).toMatchObject({ status: 'FAILED' })
  })

  test('a redriven job begins where its dead attempt ended', async () => {
    const one = await world.newVideo(undefined)
    await settle(one, 'DEAD')
    expect(await begin(one)).toEqual({ sourceKey: one.sourceKey })
    expect(await world.rowOf(one)).toMatchObject({ status: 'PROCESSING', error_code: null })
  })

  test('READY is final: nothing begins again, nothing fails any more', async () => {
    const one = await world.newVideo(undefined)
    await begin(one)
    await ready(one)
    expect(await begin(one)).toEqual({ refusedIn: 'READY' })
    await settle(one, 'FAILED')
    expect(await world.rowOf(one)).toMatchObject({ status: 'READY', error_code: null })
    await expect(
      world.admin.query("UPDATE videos SET status = 'UPLOADED' WHERE id = $1", [one.videoId]),
    ).rejects.toThrow(`video ${one.videoId} is READY and cannot become UPLOADED`)
  })

  test('P-34 READY without its objects cannot be written', async () => {
    const one = await world.newVideo(undefined)
    await begin(one)
    await expect(world.admin.query("UPDATE videos SET status = 'READY' WHERE id = $1", [one.videoId])).rejects.toThrow(
      'videos_ready_is_complete',
    )
  })
})

describe('who sees which video', () => {
  test('P-25 P-26 a worker asks by tenant, the API sees its own tenant only', async () => {
    const [mine, yours] = [await world.newVideo(undefined), await world.newVideo(undefined)]
    expect(await begin({ ...yours, tenant: mine.tenant })).toBeNull()
    const api = createPool({ url: world.config.database.apiUrl, max: 1, applicationName: 'video-test-api' })
    const seen = await withTenant(api, mine.tenant, (tx) => tx.query('SELECT id FROM videos'))
    expect(seen.rows).toEqual([{ id: String(mine.videoId) }])
    const insert = withTenant(api, mine.tenant, (tx) =>
      tx.query(
        `INSERT INTO videos (tenant_id, session_id, title, source_key) VALUES ($1, 1, '2강', 'tenants/' || $1 || '/x.mp4')`,
        [yours.tenant],
      ),
    )
    await expect(insert).rejects.toThrow('row-level security')
    await api.end()
  })
})

describe('one job at a time', () => {
  test('a second active job of a video is refused by the database, the next one after the end is not', async () => {
    const one = await world.newVideo(undefined)
    await expect(world.newJob(one.tenant, one.videoId, one.sourceKey)).rejects.toThrow('jobs_one_active_a_video')
    await world.admin.query("UPDATE jobs SET status = 'FAILED', locked_by = NULL WHERE job_id = $1", [one.job.jobId])
    await expect(world.newJob(one.tenant, one.videoId, one.sourceKey)).resolves.toEqual(expect.any(String))
  })
})
