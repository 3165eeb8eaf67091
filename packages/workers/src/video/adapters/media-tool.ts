import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { RejectedInputError, RetryableError } from '@academy/sdk/errors'
import type { EncodedFacts, Encoding, MediaTool } from '../application/ports.ts'
import { rungPlaylist } from '../domain/published-file.ts'
import type { SourceFacts } from '../domain/source-facts.ts'
import { rungOptions, type SegmentPolicy, silence, silenceOptions, untrustedInput } from './encode-arguments.ts'
import { runFfmpeg } from './ffmpeg.ts'
import { runFfprobe, UnreadableMedia } from './ffprobe.ts'
import { encodedFacts, sourceFacts } from './probed-facts.ts'

/** Where ffmpeg is and how patient to be with it. */
export interface MediaToolOptions extends SegmentPolicy {
  readonly ffmpegPath: string
  readonly ffprobePath: string
  /** Seconds without progress after which ffmpeg is killed. */
  readonly stallSeconds: number
}

const probeSeconds = 120
const thumbnailSeconds = 120

/** ffmpeg and ffprobe as the pipeline sees them. */
export function mediaTool(options: MediaToolOptions): MediaTool {
  return {
    probe: (file, signal) => probe(options, file, signal),
    encode: (encoding) => encode(options, encoding),
    inspect: (playlist, signal) => inspect(options, playlist, signal),
    takeThumbnail: (playlist, wanted) => takeThumbnail(options, playlist, wanted),
  }
}

async function probe(options: MediaToolOptions, file: string, signal: AbortSignal): Promise<SourceFacts> {
  const report = await runFfprobe(options.ffprobePath, file, {
    options: untrustedInput,
    seconds: probeSeconds,
    signal,
  }).catch((error) => {
    if (!(error instanceof UnreadableMedia)) throw error
    throw new RejectedInputError('source_unreadable', 'the file is no film that can be read', { cause: error })
  })
  const { duration, picture, sound } = sourceFacts(report)
  if (!picture) throw new RejectedInputError('source_unreadable', 'the file has no picture')
  return {
    duration: duration ?? (await measureDuration(options, file, signal)),
    picture,
    ...(sound && { sound }),
  }
}

/** Reads the file through without decoding it. */
async function measureDuration(options: MediaToolOptions, file: string, signal: AbortSignal): Promise<number> {
  let duration = 0
  await runFfmpeg({
    executable: options.ffmpegPath,
    inputs: [{ from: file, options: untrustedInput }],
    outputs: [{ to: '/dev/null', options: ['-c', 'copy', '-f', 'null'] }],
    timeoutSeconds: options.stallSeconds,
    stallSeconds: options.stallSeconds,
    onAdvance: ({ seconds }) => {
      duration = seconds
    },
    signal,
  })
  if (duration <= 0) throw new RejectedInputError('source_unreadable', 'the file has no length')
  return duration
}

async function encode(options: MediaToolOptions, encoding: Encoding): Promise<void> {
  const { facts, rungs, outputFolder, frameRate } = encoding
  await Promise.all(rungs.map(({ name }) => mkdir(join(outputFolder, name), { recursive: true })))
  await runFfmpeg({
    executable: options.ffmpegPath,
    inputs: [
      { from: encoding.source, options: untrustedInput },
      ...(facts.sound ? [] : [{ from: silence, options: silenceOptions }]),
    ],
    outputs: rungs.map((rung) => ({
      to: join(outputFolder, rungPlaylist(rung.name)),
      options: rungOptions(rung, facts, frameRate, options, join(outputFolder, rung.name, 'segment_%05d.ts')),
    })),
    timeoutSeconds: encoding.timeoutSeconds,
    stallSeconds: options.stallSeconds,
    onAdvance: ({ seconds }) => encoding.onAdvance(seconds),
    signal: encoding.signal,
  })
}

async function inspect(options: MediaToolOptions, playlist: string, signal: AbortSignal): Promise<EncodedFacts> {
  const report = await runFfprobe(options.ffprobePath, playlist, { seconds: probeSeconds, signal }).catch((error) => {
    if (!(error instanceof UnreadableMedia)) throw error
    throw new RetryableError('transcode_failed', 'a rung cannot be read back', { cause: error })
  })
  return encodedFacts(report)
}

async function takeThumbnail(
  options: MediaToolOptions,
  playlist: string,
  { atSeconds, file, signal }: Parameters<MediaTool['takeThumbnail']>[1],
): Promise<void> {
  await runFfmpeg({
    executable: options.ffmpegPath,
    inputs: [{ from: playlist, options: ['-ss', atSeconds.toFixed(3)] }],
    outputs: [{ to: file, options: ['-map', '0:v:0', '-frames:v', '1', '-q:v', '3', '-f', 'image2', '-update', '1'] }],
    timeoutSeconds: Math.min(thumbnailSeconds, options.stallSeconds),
    stallSeconds: options.stallSeconds,
    signal,
  })
  // ffmpeg ends well when there was no frame at that moment.
  const written = await stat(file).catch(() => undefined)
  if (!written?.size) throw new RetryableError('transcode_failed', `no picture at ${atSeconds.toFixed(1)} s`)
}
