import type { EncodedFacts } from '../application/ports.ts'
import type { FrameRate, PictureFacts } from '../domain/source-facts.ts'
import type { ProbedStream, ProbeReport } from './ffprobe.ts'

/** A source as it was probed; its length may be unknown. */
export interface ProbedSource {
  /** Seconds; undefined when the container does not say, as those of browser recordings do not. */
  readonly duration: number | undefined
  readonly picture: PictureFacts | undefined
  readonly sound: { readonly streamIndex: number } | undefined
}

/** Picks the film's picture and sound: a cover image is no picture, the default track goes first. */
export function sourceFacts({ format, streams = [] }: ProbeReport): ProbedSource {
  const picture = chosen(streams.filter((stream) => stream.codec_type === 'video' && !stream.disposition?.attached_pic))
  const sound = chosen(streams.filter((stream) => stream.codec_type === 'audio'))
  return {
    duration: positive(format?.duration),
    picture: picture && pictureFacts(picture, format),
    sound: sound && { streamIndex: sound.index },
  }
}

/** The facts of an encoded rung. */
export function encodedFacts({ format, streams = [] }: ProbeReport): EncodedFacts {
  const picture = streams.find((stream) => stream.codec_type === 'video')
  const { width, height, level } = picture ?? {}
  return {
    duration: positive(format?.duration) ?? 0,
    picture: width && height && level ? { width, height, level } : null,
    hasSound: streams.some((stream) => stream.codec_type === 'audio'),
  }
}

function pictureFacts(stream: ProbedStream, format: ProbeReport['format']): PictureFacts | undefined {
  const { width, height } = stream
  if (!width || !height) return undefined
  return {
    streamIndex: stream.index,
    width,
    height,
    rotation: rotationOf(stream),
    pixelAspect: ratio(stream.sample_aspect_ratio, ':') ?? 1,
    frameRate: fraction(stream.avg_frame_rate) ?? fraction(stream.r_frame_rate) ?? { numerator: 0, denominator: 0 },
    missingAtEnd: missingAtEnd(stream, format),
  }
}

function missingAtEnd(stream: ProbedStream, format: ProbeReport['format']): number {
  const whole = positive(format?.duration)
  // Matroska keeps the length of a track in a tag.
  const own = positive(stream.duration) ?? clock(stream.tags?.DURATION)
  if (whole === undefined || own === undefined) return 0
  const begins = (Number(stream.start_time) || 0) - (Number(format?.start_time) || 0)
  return Math.max(0, whole - begins - own)
}

function clock(text: string | undefined): number | undefined {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(text ?? '') ?? []
  return seconds === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

const chosen = (streams: readonly ProbedStream[]): ProbedStream | undefined =>
  streams.find((stream) => stream.disposition?.default) ?? streams[0]

/** Newer versions report the display matrix, older ones a tag. */
function rotationOf({ side_data_list: sideData, tags }: ProbedStream): number {
  const matrix = sideData?.find((item) => item.rotation !== undefined)?.rotation
  const degrees = Number(matrix ?? tags?.rotate ?? 0)
  return Number.isFinite(degrees) ? degrees : 0
}

function fraction(text: string | undefined): FrameRate | undefined {
  const [numerator = 0, denominator = 0] = (text ?? '').split('/').map(Number)
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : undefined
}

function ratio(text: string | undefined, separator: string): number | undefined {
  const [above = 0, below = 0] = (text ?? '').split(separator).map(Number)
  return above > 0 && below > 0 ? above / below : undefined
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text)
  return value > 0 ? value : undefined
}
