import { type Check, judging, show } from './check.ts'
import { jobOf, lastRowOf, percentsOf } from './facts.ts'

const row = 'stage-4'
const scenarios = ['stage-4']
/** Seconds by which a rung may be longer or shorter than its source. */
const durationTolerance = 0.5
/** Relative tolerance of the aspect ratio: encoders round to even pixels. */
const aspectTolerance = 0.02
/** Quieter than this is silence; the film of the suite carries a loud tone. */
const silenceDb = -60
/** Frames a second below which a picture no longer moves. */
const minimumFrameRate = 10
const minimumPercents = 5

interface Truth {
  readonly seconds: number
  readonly width: number
  readonly height: number
}

export const videoChecks: readonly Check[] = [
  {
    requirement: 'M1.4-ready',
    row,
    title: 'the video becomes READY and says where it plays',
    scenarios,
    incidents: ['P-34'],
    pointer: 'openapi.yaml#/components/schemas/Video',
    judge: judging((judge, history) => {
      const job = jobOf(history, 'stage-4')
      const last = job && lastRowOf(history, job.jobId)
      judge.expect(
        last?.row.status === 'DONE',
        `the job says ${show(last?.row.status)} ${show(last?.row.error_code)}`,
        last?.event,
      )
      const stored = history.in('stage-4').ledger('video').at(-1)
      judge.expect(
        stored?.data.rows[0]?.status === 'READY',
        `the video's row says ${show(stored?.data.rows[0]?.status)}`,
        stored,
      )
      const detail = history.in('stage-4').http('video').at(-1)
      const body = detail?.data.body as { status?: string; hls_url?: string; thumbnail_url?: string } | undefined
      judge.expect(
        body?.status === 'READY' && body.hls_url && body.thumbnail_url,
        `the video says ${show(body)}`,
        detail,
      )
    }),
  },
  {
    requirement: 'M1.4-plays',
    row,
    title:
      'master playlist, every rung, every segment and the thumbnail can be fetched and are cached as they should be',
    scenarios,
    incidents: ['P-34'],
    pointer: 'asyncapi.yaml#/x-video',
    judge: judging((judge, history) => {
      const seen = history.in('stage-4')
      for (const label of ['master', 'playlist', 'segment', 'thumbnail']) {
        const answers = seen.http(label)
        judge.expect(answers.length > 0, `no ${label} was fetched`)
        for (const answer of answers) {
          judge.expect(answer.data.status === 200, `${label} ${answer.data.url} answers ${answer.data.status}`, answer)
          const cache = answer.data.headers['cache-control'] ?? ''
          const wanted = label === 'segment' ? /immutable/ : label === 'thumbnail' ? /./ : /no-cache/
          if (label !== 'thumbnail')
            judge.expect(wanted.test(cache), `${label} is served with Cache-Control ${show(cache)}`, answer)
        }
      }
    }),
  },
  {
    requirement: 'M1.4-rungs',
    row,
    title: 'each rung has picture and sound, the length of the source and its aspect ratio',
    scenarios,
    incidents: ['P-31'],
    pointer: 'asyncapi.yaml#/x-video/ladder',
    judge: judging((judge, history, contract) => {
      const film = history.truth<Truth>('film')
      const media = history.in('stage-4').of('media')
      if (!film) return
      const rungs = contract.ladder.filter(({ height }) => height <= film.height)
      judge.expect(media.length === rungs.length, `${media.length} rungs play instead of ${rungs.length}`, ...media)
      const heights = media.map(({ data }) => Number(picture(data.streams)?.height))
      for (const { name, height } of rungs)
        judge.expect(heights.includes(height), `${name} (${height} lines) is not there`, ...media)
      for (const event of media) {
        const { label, durationSeconds, streams } = event.data
        const image = picture(streams)
        const sound = streams.find(({ codec_type }) => codec_type === 'audio')
        judge.expect(image?.codec_name === 'h264', `${label} has no H.264 picture`, event)
        judge.expect(sound?.codec_name === 'aac', `${label} has no AAC sound`, event)
        const heard = (event.data.meanVolumeDb ?? Number.NEGATIVE_INFINITY) > silenceDb
        judge.expect(heard, `${label} is silent: ${show(event.data.meanVolumeDb)} dB`, event)
        const wantedFrames = film.seconds * minimumFrameRate
        judge.expect(
          Number(event.data.frames) >= wantedFrames,
          `${label} decodes to ${show(event.data.frames)} frames`,
          event,
        )
        const late = Math.abs(durationSeconds - film.seconds)
        judge.expect(
          late <= durationTolerance,
          `${label} lasts ${durationSeconds} s, the source ${film.seconds} s`,
          event,
        )
        const aspect = Number(image?.width) / Number(image?.height) / (film.width / film.height)
        judge.expect(
          Math.abs(aspect - 1) <= aspectTolerance,
          `${label} is ${show(image?.width)}×${show(image?.height)}`,
          event,
        )
      }
    }),
  },
  {
    requirement: 'M1.4-published-whole',
    row,
    title: "nothing is left under _tmp/, everything is under the video's own prefix",
    scenarios,
    incidents: ['P-32', 'P-34'],
    pointer: 'asyncapi.yaml#/x-objects/video_staging',
    judge: judging((judge, history) => {
      const listings = history.in('stage-4').of('objects')
      const staging = listings.find(({ data }) => data.prefix.endsWith('_tmp/'))
      const output = listings.find(({ data }) => !data.prefix.endsWith('_tmp/'))
      judge.expect(staging?.data.keys.length === 0, `left under _tmp/: ${show(staging?.data.keys)}`, staging)
      for (const name of ['master.m3u8', 'thumbnail.jpg']) {
        judge.expect(
          output?.data.keys.some((key) => key.endsWith(`/${name}`)),
          `no ${name} among the objects`,
          output,
        )
      }
    }),
  },
  {
    requirement: 'M1.4-progress-rises',
    row,
    title: `at least ${minimumPercents} strictly rising percents are seen`,
    scenarios,
    incidents: ['P-22', 'P-31'],
    pointer: 'asyncapi.yaml#/x-steps/video_transcode',
    judge: judging((judge, history) => {
      const rising: number[] = []
      const seen = percentsOf(history, 'stage-4')
      for (const { percent } of seen) if (percent > (rising.at(-1) ?? -1)) rising.push(percent)
      judge.expect(
        rising.length >= minimumPercents,
        `only ${rising.length} rising percents: ${rising.join(', ')}`,
        seen.at(-1)?.event,
      )
      for (const [index, now] of seen.entries()) {
        const before = seen[index - 1]
        if (before)
          judge.expect(now.percent >= before.percent, `went back from ${before.percent} to ${now.percent}`, now.event)
      }
    }),
  },
]

const picture = (streams: readonly Record<string, unknown>[]) =>
  streams.find(({ codec_type }) => codec_type === 'video')
