import { RejectedInputError, RetryableError } from '@academy/sdk/errors'
import { bandwidthOf } from '../domain/bandwidth.ts'
import { framesPerSecond } from '../domain/frame-rate.ts'
import type { PlannedRung } from '../domain/ladder.ts'
import type { Variant } from '../domain/master-playlist.ts'
import { isComplete, parseSegments } from '../domain/media-playlist.ts'
import { rungPlaylist } from '../domain/published-file.ts'
import type { FrameRate } from '../domain/source-facts.ts'
import type { MediaTool, WorkFolder } from './ports.ts'

/** A rung that was read back and found good. */
export interface FinishedRung extends PlannedRung {
  readonly variant: Variant
  readonly segments: number
}

/** What finished rungs are compared with. */
export interface Expectation {
  /** Seconds of the source. */
  readonly duration: number
  readonly frameRate: FrameRate
  /** Seconds by which a rung may differ from the source. */
  readonly tolerance: number
  /** Seconds of a whole segment. */
  readonly segmentSeconds: number
}

/**
 * Reads an encoded rung back: complete, as long as the source, picture and sound, every segment there.
 *
 * @param output folder with one folder a rung
 * @throws RetryableError `transcode_failed`
 * @throws RejectedInputError `source_unreadable` when less could be decoded than the source claims to hold
 */
export async function checkRung(
  rung: PlannedRung,
  expected: Expectation,
  { folder, output, media, signal }: { folder: WorkFolder; output: string; media: MediaTool; signal: AbortSignal },
): Promise<FinishedRung> {
  const name = rungPlaylist(rung.name)
  const playlist = await folder.read(`${output}/${name}`)
  const facts = await media.inspect(folder.path(output, name), signal)
  if (!isComplete(playlist)) throw failed(rung, 'its playlist does not end')
  if (!facts.picture || !facts.hasSound) throw failed(rung, 'picture or sound is missing')
  if (facts.picture.width !== rung.width || facts.picture.height !== rung.height) {
    throw failed(rung, `it is ${facts.picture.width}x${facts.picture.height}`)
  }
  assertLength(rung, facts.duration, expected)
  const sizes = new Map((await folder.files(`${output}/${rung.name}`)).map(({ path, bytes }) => [path, bytes]))
  const segments = parseSegments(playlist).map(({ file, duration }) => {
    const bytes = sizes.get(file)
    if (!bytes) throw failed(rung, `segment ${file} is missing or empty`)
    return { duration, bytes }
  })
  return {
    ...rung,
    segments: segments.length,
    variant: {
      playlist: name,
      size: { width: rung.width, height: rung.height },
      bandwidth: bandwidthOf(segments, expected.segmentSeconds),
      framesPerSecond: framesPerSecond(expected.frameRate),
      level: facts.picture.level,
    },
  }
}

function assertLength(rung: PlannedRung, seconds: number, { duration, tolerance }: Expectation): void {
  if (Math.abs(seconds - duration) <= tolerance) return
  const lengths = `${seconds.toFixed(2)} s instead of ${duration.toFixed(2)} s`
  // The encoder ended well and yet there is less: a file that was cut off, which trying again does not mend.
  if (seconds < duration) throw new RejectedInputError('source_unreadable', `the source breaks off: ${lengths}`)
  throw failed(rung, lengths)
}

const failed = ({ name }: PlannedRung, what: string) => new RetryableError('transcode_failed', `rung ${name}: ${what}`)
