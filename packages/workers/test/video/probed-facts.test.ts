import { describe, expect, test } from 'vitest'
import type { ProbedStream } from '../../src/video/adapters/ffprobe.ts'
import { encodedFacts, sourceFacts } from '../../src/video/adapters/probed-facts.ts'
import { ProgressLines } from '../../src/video/adapters/progress-lines.ts'

const picture: ProbedStream = {
  index: 1,
  codec_type: 'video',
  width: 1920,
  height: 1080,
  sample_aspect_ratio: '1:1',
  avg_frame_rate: '30000/1001',
  r_frame_rate: '90000/1',
  disposition: { default: 1 },
}
const cover: ProbedStream = { index: 0, codec_type: 'video', width: 500, height: 500, disposition: { attached_pic: 1 } }
const sound: ProbedStream = { index: 2, codec_type: 'audio' }

describe('what ffprobe says of a source', () => {
  test('the picture is not the cover image', () => {
    const facts = sourceFacts({ format: { duration: '12.5' }, streams: [cover, picture, sound] })
    expect(facts).toEqual({
      duration: 12.5,
      picture: {
        streamIndex: 1,
        width: 1920,
        height: 1080,
        rotation: 0,
        pixelAspect: 1,
        frameRate: { numerator: 30_000, denominator: 1001 },
        missingAtEnd: 0,
      },
      sound: { streamIndex: 2 },
    })
  })

  test('of several tracks the default one is taken', () => {
    const dubbed = { index: 3, codec_type: 'audio', disposition: { default: 1 } }
    expect(sourceFacts({ streams: [picture, sound, dubbed] }).sound).toEqual({ streamIndex: 3 })
  })

  test('rotation comes from the display matrix, or from the tag of older files', () => {
    const matrix = { ...picture, side_data_list: [{}, { rotation: -90 }], tags: { rotate: '180' } }
    expect(sourceFacts({ streams: [matrix] }).picture?.rotation).toBe(-90)
    expect(sourceFacts({ streams: [{ ...picture, tags: { rotate: '270' } }] }).picture?.rotation).toBe(270)
  })

  test('how long the sound goes on without a picture is known from the length of the track', () => {
    const missing = (stream: object, format: object) =>
      sourceFacts({ format, streams: [{ ...picture, ...stream }, sound] }).picture?.missingAtEnd
    expect(missing({ duration: '4.0' }, { duration: '10.0' })).toBe(6)
    expect(missing({ duration: '4.0', start_time: '3.4' }, { duration: '10.0', start_time: '1.4' })).toBe(4)
    expect(missing({ tags: { DURATION: '01:00:04.500000000' } }, { duration: '3605.0' })).toBeCloseTo(0.5)
    expect(missing({ duration: '10.2' }, { duration: '10.0' })).toBe(0)
    expect(missing({}, { duration: '10.0' })).toBe(0)
  })

  test('what is not known is not guessed', () => {
    const facts = sourceFacts({ format: { duration: 'N/A' }, streams: [{ index: 0, codec_type: 'audio' }] })
    expect(facts).toEqual({ duration: undefined, picture: undefined, sound: { streamIndex: 0 } })
    const vague = { ...picture, sample_aspect_ratio: '0:1', avg_frame_rate: '0/0' }
    expect(sourceFacts({ streams: [vague] }).picture).toMatchObject({
      pixelAspect: 1,
      frameRate: { numerator: 90_000, denominator: 1 },
    })
  })

  test('a rung without picture or sound is seen', () => {
    expect(encodedFacts({ format: { duration: '8.0' }, streams: [sound] })).toEqual({
      duration: 8,
      picture: null,
      hasSound: true,
    })
    expect(encodedFacts({ streams: [{ ...picture, level: 30 }] })).toEqual({
      duration: 0,
      picture: { width: 1920, height: 1080, level: 30 },
      hasSound: false,
    })
  })
})

describe('P-31 what ffmpeg says while it works', () => {
  test('only getting further is progress; the rest is kept for the error', () => {
    const seen: number[] = []
    const lines = new ProgressLines(({ seconds }) => seen.push(seconds))
    for (const line of ['frame=0', 'out_time_ms=0', 'frame=24', 'out_time_ms=1000000', 'out_time_ms=1000000']) {
      lines.line(line)
    }
    lines.line('[mov @ 0x1] moov atom not found')
    lines.line('out_time_ms=N/A')
    lines.line('out_time_ms=2500000')
    expect(seen).toEqual([0, 1, 2.5])
    expect(lines.lastWords).toBe('[mov @ 0x1] moov atom not found')
  })
})
