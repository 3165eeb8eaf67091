import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { objectKeys, steps, validateResult, video } from '@academy/sdk/contract'
import { AcademyError, JobAborted } from '@academy/sdk/errors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { VideoStorage } from '../../src/video/application/ports.ts'
import { ffmpegChildren, makeFilm } from './films.ts'
import { type ClaimedVideo, claimed, World } from './world.ts'

let world: World
let film: string

beforeAll(async () => {
  world = await World.start()
  film = await world.film()
})
afterAll(() => world[Symbol.asyncDispose]())

const published = ['master.m3u8', 'thumbnail.jpg', 'v1/index.m3u8', 'v1/segment_00000.ts', 'v1/segment_00001.ts']

/** The world's storage with some of its methods changed. */
const storageWith = (changed: Partial<VideoStorage>): { storage: VideoStorage } => ({
  storage: { ...world.parts.storage, ...changed },
})

const percents = (updates: readonly { step: string; stepPercent?: number }[]) =>
  updates.map(({ step, stepPercent = 0 }) => {
    const [from, to] = steps.video_transcode.find(({ name }) => name === step)?.percent ?? [0, 0]
    return from + ((to - from) * stepPercent) / 100
  })

describe('a video becomes READY', () => {
  test('published, complete, playable, with its source kept (P-33) and rising percents (P-22)', async () => {
    const one = await world.newVideo(film)
    const { result, shown } = await world.transcode(one)

    expect(validateResult.video_transcode(result)).toEqual([])
    expect(result).toMatchObject({
      duration_seconds: expect.closeTo(5, 0),
      rungs: [{ name: 'v1', width: 320, segments: 2 }],
    })
    expect(await world.objectsOf(one)).toEqual(published) // nothing under _tmp/
    expect(await world.storage.head(one.sourceKey)).not.toBeNull()
    expect(await world.rowOf(one)).toMatchObject({
      status: 'READY',
      hls_key: result.hls_key,
      thumbnail_key: result.thumbnail_key,
      duration_seconds: result.duration_seconds,
      rungs: result.rungs,
      error_code: null,
    })

    const rising = percents(shown)
    expect(rising).toEqual([...rising].sort((a, b) => a - b))
    expect(new Set(rising).size).toBeGreaterThanOrEqual(5)
    expect([...new Set(shown.map(({ step }) => step))]).toEqual(steps.video_transcode.map(({ name }) => name))

    const prefix = objectKeys.videoOutput({ tenantId: one.tenant, videoId: one.videoId })
    expect(await world.text(result.hls_key)).toMatch(
      /RESOLUTION=320x180,.*CODECS="avc1\.4d40[0-9a-f]{2},mp4a\.40\.2"\nv1\/index\.m3u8/,
    )
    expect(await world.storage.head(`${prefix}v1/index.m3u8`)).toMatchObject({ cacheControl: 'no-cache' })
    expect(await world.storage.head(`${prefix}v1/segment_00000.ts`)).toMatchObject({
      cacheControl: 'public, max-age=31536000, immutable',
      contentType: 'video/mp2t',
    })
    expect(await world.folders()).toEqual([]) // P-32
  })

  test('P-29 no connection is held while ffmpeg works', async () => {
    const one = await world.newVideo(film)
    const encode: typeof world.parts.media.encode = async (encoding) => {
      // The worker's pool has one connection: were it held, this would time out.
      const { rows } = await world.pool.query('SELECT status FROM videos WHERE id = $1', [one.videoId])
      expect(rows).toEqual([{ status: 'PROCESSING' }])
      const { rows: open } = await world.admin.query(
        "SELECT state FROM pg_stat_activity WHERE application_name = 'video-test' AND state LIKE '%transaction%'",
      )
      expect(open).toEqual([])
      return world.parts.media.encode(encoding)
    }
    await world.transcode(one, { parts: { media: { ...world.parts.media, encode } } })
    expect(await world.rowOf(one)).toMatchObject({ status: 'READY' })
  })
})

describe('what cannot become a video', () => {
  const outcome = (one: ClaimedVideo) =>
    world.transcode(one).then(
      () => 'done',
      (error) => error,
    )

  test('a source that is not there, and one that is no film, fail for good', async () => {
    expect(await outcome(await world.newVideo(undefined))).toMatchObject({ code: 'source_missing', retryable: false })
    const text = join(world.servers.directory, 'text.mp4')
    await writeFile(text, 'no film at all')
    expect(await outcome(await world.newVideo(text))).toMatchObject({ code: 'source_unreadable', retryable: false })
    expect(await world.folders()).toEqual([])
  })

  test('a film that breaks off fails for good', async () => {
    const whole = join(world.servers.directory, 'whole.mkv')
    await makeFilm(world.config.video.ffmpegPath, whole, { size: '320x240', seconds: 5, options: ['-f', 'matroska'] })
    const bytes = await readFile(whole)
    const cut = join(world.servers.directory, 'cut.mkv')
    await writeFile(cut, bytes.subarray(0, bytes.length / 2))
    expect(await outcome(await world.newVideo(cut))).toMatchObject({ code: 'source_unreadable', retryable: false })
  })

  test('P-25 keys of another tenant, another video and another source are refused before anything is read', async () => {
    const one = await world.newVideo(film)
    const other = await world.newVideo(film)
    const withPayload = (payload: object) => ({
      ...one,
      job: { ...one.job, payload: { ...one.job.payload, ...payload } },
    })
    const read: string[] = []
    const parts = storageWith({
      sizeOf: async (key) => {
        read.push(key)
        return null
      },
    })
    const otherSource = one.sourceKey.replace(/[^/]+$/, 'other.mp4')
    for (const payload of [
      { file_key: other.sourceKey },
      { hls_prefix: other.job.payload.hls_prefix },
      { hls_prefix: `tenants/${one.tenant}/video/hls/${other.videoId}/` },
      { file_key: otherSource },
    ]) {
      await expect(world.transcode(withPayload(payload), { parts })).rejects.toMatchObject({ code: 'tenant_mismatch' })
    }
    const stolen = { video_id: other.videoId, hls_prefix: `tenants/${one.tenant}/video/hls/${other.videoId}/` }
    await expect(world.transcode(withPayload(stolen), { parts })).rejects.toMatchObject({ code: 'video_not_found' })
    expect(read).toEqual([])
    expect(await world.rowOf(other)).toMatchObject({ status: 'UPLOADED' })
  })
})

describe('P-32 the transcode volume', () => {
  test('is asked for room before the download; work that would fill it waits', async () => {
    const one = await world.newVideo(film)
    const bytes = (await readFile(film)).length
    let downloads = 0
    const download: VideoStorage['download'] = (...all) => {
      downloads += 1
      return world.parts.storage.download(...all)
    }
    const total = 100e9
    const room = (...available: number[]) => ({
      volume: { ...world.parts.volume, measure: async () => ({ total, available: available.shift() ?? 0 }) },
      ...storageWith({ download }),
    })
    const reserve = total * (1 - video.diskUsageLimit)
    const low = { code: 'disk_space_low', retryable: true }
    await expect(world.transcode(one, { parts: room(reserve + bytes) })).rejects.toMatchObject(low)
    expect(downloads).toBe(0)
    // Enough for the source; then others have filled the volume, and its rungs find no room.
    await expect(world.transcode(one, { parts: room(total, reserve) })).rejects.toMatchObject(low)
    expect(downloads).toBe(1)
    expect(await world.folders()).toEqual([])
  })

  test('is cleared of what a killed worker left, not of what a living one uses', async () => {
    const killed = await world.newVideo(film)
    const living = await world.newVideo(film)
    const folder = (jobId: string, fence: number) => join(world.config.video.transcodeDir, `${jobId}-${fence}`)
    const left = folder(killed.job.jobId, killed.job.fence)
    const used = folder(living.job.jobId, living.job.fence)
    for (const path of [left, used]) {
      await mkdir(path, { recursive: true })
      await writeFile(join(path, 'source'), 'film')
    }
    const row = await world.claim(killed.job.jobId) // its worker is dead, another one has it now
    await world.transcode({ ...killed, row, job: claimed(row) })
    expect(await world.folders()).toEqual([`${living.job.jobId}-${living.job.fence}`])
    await world.transcode(living)
    expect(await world.folders()).toEqual([])
  })

  test('is clean after an abort, and ffmpeg is gone', async () => {
    const one = await world.newVideo(film)
    const controller = new AbortController()
    const encode: typeof world.parts.media.encode = (encoding) =>
      world.parts.media.encode({ ...encoding, onAdvance: () => controller.abort(new JobAborted('cap')) })
    const parts = { media: { ...world.parts.media, encode } }
    await expect(world.transcode(one, { parts, signal: controller.signal })).rejects.toMatchObject({ reason: 'cap' })
    expect(await world.folders()).toEqual([])
    expect(await ffmpegChildren()).toEqual([])
  })
})

describe('P-34 publishing', () => {
  test('a worker that dies between staging and moving shows nobody anything; the next attempt removes its leftovers', async () => {
    const one = await world.newVideo(film)
    const reached = Promise.withResolvers<void>()
    const wakesUp = Promise.withResolvers<void>()
    const parts = storageWith({
      copy: async (...all) => {
        reached.resolve()
        await wakesUp.promise
        return world.parts.storage.copy(...all)
      },
    })
    const first = world.transcode(one, { parts }).then(
      () => 'done',
      (error) => error,
    )
    await reached.promise // everything is staged, nothing is moved: here it dies, or freezes
    const staged = await world.objectsOf(one)
    expect(staged.filter((path) => !path.startsWith('_tmp/'))).toEqual([])
    expect(staged).toHaveLength(published.length)
    expect(await world.rowOf(one)).toMatchObject({ status: 'PROCESSING', hls_key: null })

    const row = await world.claim(one.job.jobId)
    await world.transcode({ ...one, row, job: claimed(row) })
    expect(await world.objectsOf(one)).toEqual(published)
    expect(await world.rowOf(one)).toMatchObject({ status: 'READY' })
    const ready = await world.rowOf(one)

    // P-07 It was only frozen: what it still does changes nothing.
    wakesUp.resolve()
    expect(await first).toBeInstanceOf(AcademyError)
    expect(await world.objectsOf(one)).toEqual(published)
    expect(await world.rowOf(one)).toEqual(ready)
  })

  test('what arrives incomplete is not moved, and is taken back', async () => {
    const one = await world.newVideo(film)
    const upload: VideoStorage['upload'] = async (key, ...rest) => {
      if (!key.endsWith('segment_00001.ts')) await world.parts.storage.upload(key, ...rest)
    }
    await expect(world.transcode(one, { parts: storageWith({ upload }) })).rejects.toMatchObject({
      code: 'publish_incomplete',
      retryable: true,
      message: expect.stringContaining('v1/segment_00001.ts is missing'),
    })
    expect(await world.objectsOf(one)).toEqual([])
    expect(await world.rowOf(one)).toMatchObject({ status: 'PROCESSING' })
  })

  test('what an earlier attempt had moved, and would not be written again, is removed', async () => {
    const one = await world.newVideo(film)
    for (const path of ['v3/segment_00000.ts', `_tmp/${one.job.jobId}/0/parts/thumbnail.jpg`, '_tmp/older/1/x.ts']) {
      const key = objectKeys.videoOutput({ tenantId: one.tenant, videoId: one.videoId }) + path
      await world.storage.upload({ key, body: Readable.from(['old']), contentType: 'video/mp2t' })
    }
    await world.transcode(one)
    expect(await world.objectsOf(one)).toEqual(published)
  })

  test('an attempt whose job was taken away publishes nothing', async () => {
    const one = await world.newVideo(film)
    const takeThumbnail: typeof world.parts.media.takeThumbnail = async (...all) => {
      await world.parts.media.takeThumbnail(...all)
      await world.claim(one.job.jobId)
    }
    const parts = { media: { ...world.parts.media, takeThumbnail } }
    await expect(world.transcode(one, { parts })).rejects.toMatchObject({ code: 'fence_lost' })
    expect(await world.objectsOf(one)).toEqual([])
  })
})
