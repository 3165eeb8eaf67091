import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bandwidthOf } from '../../src/video/domain/bandwidth.ts'
import { masterPlaylist, type Variant } from '../../src/video/domain/master-playlist.ts'
import { isComplete, parseSegments } from '../../src/video/domain/media-playlist.ts'

const variant = (name: string, width: number, height: number, peak: number, level: number): Variant => ({
  playlist: `${name}/index.m3u8`,
  size: { width, height },
  bandwidth: { peak, average: peak - 1000 },
  framesPerSecond: 30_000 / 1001,
  level,
})

describe('the master playlist', () => {
  test('says of each rung what a player chooses by, the lowest first', () => {
    const high = variant('v2', 1280, 720, 2_700_000, 31)
    const low = variant('v1', 640, 360, 900_000, 30)
    expect(masterPlaylist([high, low])).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:6',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=899000,RESOLUTION=640x360,FRAME-RATE=29.970,CODECS="avc1.4d401e,mp4a.40.2"',
        'v1/index.m3u8',
        '#EXT-X-STREAM-INF:BANDWIDTH=2700000,AVERAGE-BANDWIDTH=2699000,RESOLUTION=1280x720,FRAME-RATE=29.970,CODECS="avc1.4d401f,mp4a.40.2"',
        'v2/index.m3u8',
        '',
      ].join('\n'),
    )
  })
})

describe("a rung's playlist", () => {
  const text = '#EXTM3U\r\n#EXTINF:4.004000,\r\nsegment_00000.ts\r\n#EXTINF:2.5,\r\nsegment_00001.ts\r\n'

  test('lists its segments with their lengths, whatever the line ends', () => {
    expect(parseSegments(text)).toEqual([
      { file: 'segment_00000.ts', duration: 4.004 },
      { file: 'segment_00001.ts', duration: 2.5 },
    ])
  })

  test('is complete only with its end', () => {
    expect(isComplete(text)).toBe(false)
    expect(isComplete(`${text}#EXT-X-ENDLIST\r\n`)).toBe(true)
  })
})

describe('bandwidth', () => {
  test('is that of the heaviest whole segment', () => {
    const segments = [
      { duration: 4, bytes: 400_000 },
      { duration: 4, bytes: 500_000 },
      { duration: 0.1, bytes: 100_000 }, // a last one of three frames is no rate to plan with
    ]
    expect(bandwidthOf(segments, 4)).toEqual({ peak: 1_000_000, average: Math.ceil(8_000_000 / 8.1) })
  })

  test('is never below what the film takes on average', () => {
    const segment = fc.record({
      duration: fc.double({ min: 0.03, max: 4, noNaN: true }),
      bytes: fc.integer({ min: 1, max: 9e6 }),
    })
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
        const { peak, average } = bandwidthOf(segments, 4)
        expect(peak).toBeGreaterThanOrEqual(average)
        expect(Number.isInteger(peak)).toBe(true)
      }),
    )
  })
})
