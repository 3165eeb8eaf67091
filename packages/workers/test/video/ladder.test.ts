import { video } from '@academy/sdk/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displaySize } from '../../src/video/domain/display-size.ts'
import { planRungs } from '../../src/video/domain/ladder.ts'

const names = (width: number, height: number) => planRungs({ width, height }, video.ladder).map(({ name }) => name)
const sizes = (width: number, height: number) =>
  planRungs({ width, height }, video.ladder).map((rung) => `${rung.width}x${rung.height}`)

describe('the ladder', () => {
  test('offers the rungs that are no larger than the source', () => {
    expect(names(640, 360)).toEqual(['v1'])
    expect(names(1280, 720)).toEqual(['v1', 'v2'])
    expect(names(1278, 718)).toEqual(['v1'])
    expect(names(1920, 1080)).toEqual(['v1', 'v2', 'v3'])
    expect(names(3840, 2160)).toEqual(['v1', 'v2', 'v3'])
  })

  test('keeps the aspect ratio', () => {
    expect(sizes(1920, 1080)).toEqual(['640x360', '1280x720', '1920x1080'])
    expect(sizes(1440, 1080)).toEqual(['480x360', '960x720', '1440x1080'])
    expect(sizes(2560, 1080)).toEqual(['854x360', '1706x720', '2560x1080'])
  })

  test('measures a portrait film by its shorter side', () => {
    expect(sizes(1080, 1920)).toEqual(['360x640', '720x1280', '1080x1920'])
  })

  test('gives a small source one rung in its own size, with even sides', () => {
    expect(sizes(320, 240)).toEqual(['320x240'])
    expect(sizes(321, 239)).toEqual(['320x238'])
    expect(sizes(1, 1)).toEqual(['2x2'])
  })

  test('whatever the source: at least one rung, even sides, never enlarged, ratio kept, strictly rising', () => {
    const side = fc.integer({ min: 16, max: 8192 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        const rungs = planRungs({ width, height }, video.ladder)
        expect(rungs.length).toBeGreaterThan(0)
        for (const rung of rungs) {
          expect(rung.width % 2).toBe(0)
          expect(rung.height % 2).toBe(0)
          const shorter = Math.min(rung.width, rung.height)
          const longer = Math.max(rung.width, rung.height)
          expect(shorter).toBeLessThanOrEqual(Math.min(width, height))
          expect(longer).toBeLessThanOrEqual(Math.max(width, height) + 1)
          // The longer side is the even number next to the exact one.
          const exact = (shorter * Math.max(width, height)) / Math.min(width, height)
          expect(Math.abs(longer - exact)).toBeLessThanOrEqual(1)
        }
        const heights = rungs.map((rung) => Math.min(rung.width, rung.height))
        expect(heights).toEqual([...new Set(heights)].sort((a, b) => a - b))
      }),
    )
  })
})

describe('the size a viewer sees', () => {
  const picture = {
    streamIndex: 0,
    frameRate: { numerator: 30, denominator: 1 },
    pixelAspect: 1,
    rotation: 0,
    missingAtEnd: 0,
  }

  test.each([0, 180, -180, 360])('stays as stored when turned by %i degrees', (rotation) => {
    expect(displaySize({ ...picture, width: 1920, height: 1080, rotation })).toEqual({ width: 1920, height: 1080 })
  })

  test.each([90, -90, 270, -270])('is upright when turned by %i degrees', (rotation) => {
    expect(displaySize({ ...picture, width: 1920, height: 1080, rotation })).toEqual({ width: 1080, height: 1920 })
  })

  test('counts pixels that are not square, before the picture is turned', () => {
    const anamorphic = { ...picture, width: 1440, height: 1080, pixelAspect: 4 / 3 }
    expect(displaySize(anamorphic)).toEqual({ width: 1920, height: 1080 })
    expect(displaySize({ ...anamorphic, rotation: 90 })).toEqual({ width: 1080, height: 1920 })
  })
})
