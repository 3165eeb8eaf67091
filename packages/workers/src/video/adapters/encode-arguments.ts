import type { PlannedRung } from '../domain/ladder.ts'
import type { FrameRate, SourceFacts } from '../domain/source-facts.ts'

/** What all rungs have in common; seconds and frames as the contract says. */
export interface SegmentPolicy {
  readonly segmentSeconds: number
  readonly gopFrames: number
}

/**
 * Containers that sources may come in. A playlist is none of them: one that was uploaded as a film could make ffmpeg
 * read other files of this machine, or addresses of its network.
 */
const containers = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg'

/** Options in front of an untrusted file, for ffmpeg and ffprobe alike. */
export const untrustedInput: readonly string[] = ['-protocol_whitelist', 'file', '-format_whitelist', containers]

/** Options in front of the second input of a source without sound. */
export const silenceOptions: readonly string[] = ['-f', 'lavfi']
export const silence = 'anullsrc=channel_layout=stereo:sample_rate=48000'

// MPEG-TS names its programme. The first byte says that the name is UTF-8 (EN 300 468, annex A); a name without it makes
// static builds of ffprobe look for a character table that they do not have, and crash.
const transportName = '\u0015Academy'

/** Options of one rung's output. Times and frames of all rungs are the same, so that players can switch at any segment. */
export function rungOptions(
  rung: PlannedRung,
  facts: SourceFacts,
  frameRate: FrameRate,
  { segmentSeconds, gopFrames }: SegmentPolicy,
  segmentFiles: string,
): readonly string[] {
  return [
    ...['-map', `0:${facts.picture.streamIndex}`, '-map', facts.sound ? `0:${facts.sound.streamIndex}` : '1:a:0'],
    // Phones write places and names into films.
    ...['-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-metadata', `service_name=${transportName}`, '-metadata', `service_provider=${transportName}`],
    ...['-filter:v', pictureFilters(rung, frameRate, facts.picture), '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main'],
    ...['-b:v', `${rung.videoKbps}k`, '-maxrate', `${rung.videoKbps}k`, '-bufsize', `${2 * rung.videoKbps}k`],
    ...['-g', String(gopFrames), '-keyint_min', String(gopFrames), '-sc_threshold', '0'],
    ...['-force_key_frames', `expr:gte(t,n_forced*${segmentSeconds})`],
    ...['-c:a', 'aac', '-b:a', `${rung.audioKbps}k`, '-ac', '2', '-ar', '48000'],
    // Gaps and a missing end become silence: picture and sound stay together, and every segment has both.
    ...['-filter:a', 'aresample=async=1:first_pts=0,apad', '-t', facts.duration.toFixed(3)],
    // Sound that begins long before the picture waits for it here.
    ...['-max_muxing_queue_size', '9999'],
    ...['-f', 'hls', '-hls_time', String(segmentSeconds), '-hls_playlist_type', 'vod'],
    ...['-hls_flags', 'independent_segments', '-hls_segment_filename', segmentFiles],
  ]
}

/**
 * ffmpeg turns the picture upright by itself, before these. Where the sound goes on without a picture, before the first
 * or after the last one, that one stays.
 */
function pictureFilters(
  { width, height }: PlannedRung,
  { numerator, denominator }: FrameRate,
  { missingAtEnd }: SourceFacts['picture'],
): string {
  const held = missingAtEnd < shortestHold ? [] : [`tpad=stop_mode=clone:stop_duration=${missingAtEnd.toFixed(3)}`]
  const scaled = [`scale=${width}:${height}:flags=bicubic`, 'setsar=1']
  return [`fps=${numerator}/${denominator}:start_time=0`, ...held, ...scaled].join(',')
}

const shortestHold = 0.1 // seconds; less than that is rounding
