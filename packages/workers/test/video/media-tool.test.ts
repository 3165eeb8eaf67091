import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { video } from '@academy/sdk/contract'
import { mediaTools } from '@academy/stack/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runFfmpeg } from '../../src/video/adapters/ffmpeg.ts'
import { mediaTool } from '../../src/video/adapters/media-tool.ts'
import { displaySize } from '../../src/video/domain/display-size.ts'
import { encodedFrameRate } from '../../src/video/domain/frame-rate.ts'
import { type LadderRung, planRungs } from '../../src/video/domain/ladder.ts'
import { parseSegments } from '../../src/video/domain/media-playlist.ts'
import { damage, ffmpegChildren, makeFilm } from './films.ts'

const { ffmpeg, ffprobe } = mediaTools()
const tool = (changed: { stallSeconds?: number } = {}) =>
  mediaTool({ ffmpegPath: ffmpeg, ffprobePath: ffprobe, ...video, ...changed })
const never = new AbortController().signal
let folder: string
const plain = () => join(folder, 'plain.mp4')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'academy-media-'))
  await makeFilm(ffmpeg, plain(), { size: '320x180', seconds: 5, frameRate: '30000/1001' })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Encodes a file as the pipeline does. */
async function encode(
  source: string,
  changed: {
    ladder?: readonly LadderRung[]
    stallSeconds?: number
    timeoutSeconds?: number
    signal?: AbortSignal
    onAdvance?: () => void
  } = {},
) {
  const { ladder = video.ladder, timeoutSeconds = 60, signal = never, onAdvance = () => {}, ...options } = changed
  const facts = await tool().probe(source, never)
  const rungs = planRungs(displaySize(facts.picture), ladder)
  const outputFolder = await mkdtemp(join(folder, 'out-'))
  const frameRate = encodedFrameRate(facts.picture.frameRate)
  await tool(options).encode({ source, facts, frameRate, rungs, outputFolder, timeoutSeconds, onAdvance, signal })
  return { facts, rungs, outputFolder }
}

/** Seconds at which the first and the last packet of a track are due. */
function span(playlist: string, track: string): number[] {
  const { stdout } = spawnSync(ffprobe, [
    ...['-v', 'error', '-select_streams', track, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', playlist],
  ])
  const moments = [...stdout.toString().matchAll(/^\d+\.\d+/gm)].map(Number)
  return [Math.min(...moments), Math.max(...moments)]
}

/** Seconds from a rung's start at which its keyframes lie. */
function keyframes(playlist: string): number[] {
  const { stdout } = spawnSync(ffprobe, [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0', playlist],
  ])
  const packets = stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const first = Number(packets[0]?.[0])
  return packets.filter(([, flags]) => flags?.startsWith('K')).map(([time]) => Number(time) - first)
}

describe('encoding', () => {
  test('two rungs of a film with an odd rate: whole segments, keyframes at the same moments, sound', async () => {
    const ladder = [90, 180].map((height, index) => ({ name: `v${index + 1}`, height, videoKbps: 200, audioKbps: 96 }))
    const { rungs, outputFolder } = await encode(plain(), { ladder })
    expect(rungs.map(({ name }) => name)).toEqual(['v1', 'v2'])
    const moments = []
    for (const { name, width, height } of rungs) {
      const playlist = join(outputFolder, name, 'index.m3u8')
      const text = await readFile(playlist, 'utf8')
      expect(text).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
      expect(text).toContain('#EXT-X-INDEPENDENT-SEGMENTS')
      const durations = parseSegments(text).map(({ duration }) => duration)
      expect(durations).toHaveLength(2)
      expect(durations[0]).toBeCloseTo(video.segmentSeconds, 1)
      expect(await tool().inspect(playlist, never)).toMatchObject({
        duration: expect.closeTo(5, 0),
        picture: { width, height },
        hasSound: true,
      })
      moments.push(keyframes(playlist))
    }
    const [low = [], high = []] = moments
    expect(high).toHaveLength(low.length)
    for (const [index, moment] of low.entries()) expect(high[index]).toBeCloseTo(moment, 3)
    // Where the second segment begins, and every 48 frames in between.
    for (const moment of [0, 1.602, 3.203, 4.004]) {
      expect(low.some((keyframe) => Math.abs(keyframe - moment) < 0.001)).toBe(true)
    }
  })

  test('a film that lies on its side comes out upright; one without sound gets a silent track', async () => {
    const source = join(folder, 'phone.mp4')
    await makeFilm(ffmpeg, source, { size: '640x360', seconds: 3, sound: false, rotate: 90 })
    const { facts, rungs, outputFolder } = await encode(source)
    expect(Math.abs(facts.picture.rotation)).toBe(90)
    expect(facts.sound).toBeUndefined()
    expect(rungs).toMatchObject([{ width: 360, height: 640 }])
    const playlist = join(outputFolder, 'v1/index.m3u8')
    const found = await tool().inspect(playlist, never)
    expect(found).toMatchObject({
      duration: expect.closeTo(3, 0),
      picture: { width: 360, height: 640 },
      hasSound: true,
    })
    const file = join(folder, 'phone.jpg')
    await tool().takeThumbnail(playlist, { atSeconds: 1.5, file, signal: never })
    expect((await readFile(file)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
  })

  test.each([
    ['begins before the picture', [], ['-itsoffset', '2'], 3, 5],
    ['goes on after the picture', [], [], 2, 5],
    ['begins after the picture', ['-itsoffset', '2'], [], 5, 3],
    ['ends before the picture', [], [], 5, 2],
  ])('sound that %s: both are there from the first to the last second', async (what, sound, picture, shown, heard) => {
    const source = join(folder, `${what.replaceAll(' ', '-')}.mkv`)
    const made = spawnSync(ffmpeg, [
      ...['-v', 'error', ...picture, '-f', 'lavfi', '-i', `testsrc2=size=160x120:rate=25:duration=${shown}`],
      ...[...sound, '-f', 'lavfi', '-i', `sine=duration=${heard}`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', source],
    ])
    expect(made.stderr.toString()).toBe('')
    const { outputFolder } = await encode(source)
    const playlist = join(outputFolder, 'v1/index.m3u8')
    expect(await tool().inspect(playlist, never)).toMatchObject({ duration: expect.closeTo(5, 0), hasSound: true })
    for (const track of ['v:0', 'a:0']) {
      const [first = 0, last = 0] = span(playlist, track)
      expect(first).toBeLessThan(1.6) // MPEG-TS begins at 1.4 s
      expect(last - first).toBeGreaterThan(4.8)
    }
  })

  test('a recording of a browser says nothing of its length: it is measured', async () => {
    const source = join(folder, 'recording.mkv')
    // Without going back to its head, the muxer cannot write the length there.
    await makeFilm(ffmpeg, source, { size: '320x240', seconds: 4, options: ['-f', 'matroska', '-live', '1'] })
    const { stdout } = spawnSync(ffprobe, ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', source])
    expect(stdout.toString().trim()).toBe('N/A')
    expect((await tool().probe(source, never)).duration).toBeCloseTo(4, 0)
  })
})

describe('sources that are none', () => {
  test('neither text nor sound alone is a film', async () => {
    const text = join(folder, 'text.mp4')
    await writeFile(text, 'no film at all')
    await expect(tool().probe(text, never)).rejects.toMatchObject({ code: 'source_unreadable', retryable: false })
    const sound = join(folder, 'sound.mp4')
    spawnSync(ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', 'sine', '-t', '1', '-c:a', 'aac', sound])
    await expect(tool().probe(sound, never)).rejects.toMatchObject({ code: 'source_unreadable' })
  })

  test.each([
    ['a playlist', 'film.ts', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfilm.ts\n#EXT-X-ENDLIST\n'],
    ['a list of files', 'film.ts', "ffconcat version 1.0\nfile 'film.ts'\n"],
  ])('P-25 %s that was uploaded as a film reads no other file of this machine', async (_what, name, text) => {
    const own = await mkdtemp(join(folder, 'secret-'))
    await makeFilm(ffmpeg, join(own, name), { size: '320x240', seconds: 1, options: ['-f', 'mpegts'] })
    await writeFile(join(own, 'source'), text)
    await expect(tool().probe(join(own, 'source'), never)).rejects.toMatchObject({ code: 'source_unreadable' })
  })
})

describe('P-31 an ffmpeg that hangs', () => {
  const long = () => join(folder, 'long.mp4')
  beforeAll(() => makeFilm(ffmpeg, long(), { size: '320x240', seconds: 30 }))

  test('is killed when it makes no progress, and tried again', async () => {
    let frozen = 0
    const freeze = async () => {
      if (frozen) return
      frozen = -1
      const [pid] = await ffmpegChildren()
      frozen = pid as number
      process.kill(frozen, 'SIGSTOP')
    }
    await expect(encode(long(), { stallSeconds: 1, onAdvance: () => void freeze() })).rejects.toMatchObject({
      code: 'transcode_stalled',
      retryable: true,
    })
    expect(frozen).toBeGreaterThan(0)
    expect(await ffmpegChildren()).toEqual([])
  })

  test('is left alone as long as it gets on, however long that takes', async () => {
    const seen: number[] = []
    await runFfmpeg({
      executable: ffmpeg,
      // In the film's own time: three seconds.
      inputs: [{ from: plain(), options: ['-re'] }],
      outputs: [{ to: '/dev/null', options: ['-t', '3', '-c', 'copy', '-f', 'null'] }],
      stallSeconds: 2,
      timeoutSeconds: 60,
      onAdvance: ({ seconds }) => seen.push(seconds),
      signal: never,
    })
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.at(-1)).toBeGreaterThan(2.5)
  })

  test('is killed when it takes too long', async () => {
    await expect(encode(long(), { timeoutSeconds: 0.3 })).rejects.toMatchObject({ code: 'transcode_timeout' })
    expect(await ffmpegChildren()).toEqual([])
  })

  test('is killed when the job is aborted, before it has started and while it works', async () => {
    const reason = new Error('the job was cancelled')
    await expect(encode(long(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const abort = () => controller.abort(reason)
    await expect(encode(long(), { signal: controller.signal, onAdvance: abort })).rejects.toBe(reason)
    expect(await ffmpegChildren()).toEqual([])
  })

  test('does not come from its own words: more than a pipe holds is read all the time', async () => {
    const whole = join(folder, 'talk.mp4')
    await makeFilm(ffmpeg, whole, { size: '160x90', seconds: 25, frameRate: '60' })
    const damaged = join(folder, 'damaged.mp4')
    await damage(whole, damaged)
    const { stderr } = spawnSync(ffmpeg, ['-v', 'warning', '-i', damaged, '-f', 'null', '-'], { maxBuffer: 1e8 })
    expect(stderr.length).toBeGreaterThan(65_536)
    const { outputFolder } = await encode(damaged, { stallSeconds: 5 })
    expect(readFileSync(join(outputFolder, 'v1/index.m3u8'), 'utf8')).toContain('#EXT-X-ENDLIST')
  })
})
