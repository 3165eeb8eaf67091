import { video } from '@academy/sdk/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOfRungs, usableBytes } from '../../src/video/domain/disk-space.ts'
import { encodedFrameRate, framesPerSecond } from '../../src/video/domain/frame-rate.ts'
import { firstDifference, inPublishingOrder, servedAs } from '../../src/video/domain/published-file.ts'
import { thumbnailMoment } from '../../src/video/domain/thumbnail-moment.ts'
import { transcodeTimeout } from '../../src/video/domain/time-limit.ts'

const gigabyte = 1e9

describe('P-32 disk space', () => {
  test('a worker volume of 100 GB is filled to 80 %', () => {
    expect(usableBytes({ total: 100 * gigabyte, available: 100 * gigabyte }, video)).toBeCloseTo(80 * gigabyte)
    expect(usableBytes({ total: 100 * gigabyte, available: 20 * gigabyte }, video)).toBeCloseTo(0)
    expect(usableBytes({ total: 100 * gigabyte, available: 5 * gigabyte }, video)).toBeLessThan(0)
  })

  test('a larger, shared disk keeps the same room, a smaller one its fifth', () => {
    expect(usableBytes({ total: 2000 * gigabyte, available: 50 * gigabyte }, video)).toBeCloseTo(30 * gigabyte)
    expect(usableBytes({ total: 10 * gigabyte, available: 10 * gigabyte }, video)).toBeCloseTo(8 * gigabyte)
  })

  test('three hours in all rungs are counted with some 13 GB', () => {
    const rungs = video.ladder.map((rung) => ({ ...rung, width: 2, height: 2 }))
    const needed = bytesOfRungs(rungs, 3 * 3600) / gigabyte
    expect(needed).toBeGreaterThan(12)
    expect(needed).toBeLessThan(14)
  })
})

describe('the thumbnail', () => {
  test('lies in the middle, ten seconds in at the least when the film is long enough', () => {
    expect(thumbnailMoment(3600, video)).toBe(1800)
    expect(thumbnailMoment(14, video)).toBe(10)
    expect(thumbnailMoment(10.2, video)).toBe(5.1)
    expect(thumbnailMoment(8, video)).toBe(4)
  })

  test('always lies within the film', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.04, max: 20_000, noNaN: true }), (duration) => {
        const moment = thumbnailMoment(duration, video)
        expect(moment).toBeGreaterThan(0)
        expect(moment).toBeLessThan(duration)
      }),
    )
  })
})

describe('P-31 the time a transcode may take', () => {
  const cap = 14_400

  test('is twice the film, an hour at the least, never beyond the cap', () => {
    expect(transcodeTimeout(60, cap, video)).toBe(3600)
    expect(transcodeTimeout(3600, cap, video)).toBe(7200)
    expect(transcodeTimeout(3 * 3600, cap, video)).toBe(cap)
    expect(transcodeTimeout(60, 100, video)).toBe(100)
  })
})

describe('the encoded frame rate', () => {
  test('is the source’s, brought into range', () => {
    expect(encodedFrameRate({ numerator: 30_000, denominator: 1001 })).toEqual({ numerator: 30_000, denominator: 1001 })
    expect(framesPerSecond(encodedFrameRate({ numerator: 240, denominator: 1 }))).toBe(60)
    expect(framesPerSecond(encodedFrameRate({ numerator: 1, denominator: 60 }))).toBe(10)
    expect(framesPerSecond(encodedFrameRate({ numerator: 0, denominator: 0 }))).toBe(30)
  })
})

describe('published files', () => {
  const files = [
    { path: 'master.m3u8', bytes: 3 },
    { path: 'thumbnail.jpg', bytes: 2 },
    { path: 'v1/index.m3u8', bytes: 4 },
  ]

  test('P-34 go out with the master playlist last', () => {
    const [parts, master] = inPublishingOrder(files)
    expect(parts.map(({ path }) => path)).toEqual(['thumbnail.jpg', 'v1/index.m3u8'])
    expect(master.path).toBe('master.m3u8')
    expect(() => inPublishingOrder(parts)).toThrow('no master playlist')
  })

  test('P-34 are compared by name and size', () => {
    expect(firstDifference(files, [...files].reverse())).toBeUndefined()
    expect(firstDifference(files, files.slice(1))).toBe('master.m3u8 is missing')
    expect(firstDifference(files, [{ path: 'master.m3u8', bytes: 1 }])).toBe('master.m3u8 has 1 bytes instead of 3')
    expect(firstDifference(files.slice(1), files)).toBe('master.m3u8 does not belong there')
  })

  test('playlists are asked for again, segments are kept for a year', () => {
    expect(servedAs('v1/index.m3u8', video.cacheControl)).toEqual({
      contentType: 'application/vnd.apple.mpegurl',
      cacheControl: 'no-cache',
    })
    expect(servedAs('v1/segment_00000.ts', video.cacheControl)).toEqual({
      contentType: 'video/mp2t',
      cacheControl: 'public, max-age=31536000, immutable',
    })
    expect(servedAs('thumbnail.jpg', video.cacheControl).contentType).toBe('image/jpeg')
    expect(() => servedAs('source.mp4', video.cacheControl)).toThrow('not a file')
  })
})
