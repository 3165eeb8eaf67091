import type { Bandwidth } from './bandwidth.ts'
import type { Size } from './display-size.ts'

/** A finished rung, as the master playlist offers it. */
export interface Variant {
  /** Address of the rung's playlist, relative to the master playlist. */
  readonly playlist: string
  readonly size: Size
  readonly bandwidth: Bandwidth
  readonly framesPerSecond: number
  /** H.264 level times ten, as the encoder chose it. */
  readonly level: number
}

/** The text of master.m3u8. The first variant is where players begin, so the lowest comes first. */
export function masterPlaylist(variants: readonly Variant[]): string {
  const lowestFirst = [...variants].sort((a, b) => a.bandwidth.peak - b.bandwidth.peak)
  // The version of the rungs' own playlists.
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS']
  for (const variant of lowestFirst) lines.push(`#EXT-X-STREAM-INF:${attributes(variant)}`, variant.playlist)
  return `${lines.join('\n')}\n`
}

function attributes({ bandwidth, size, framesPerSecond, level }: Variant): string {
  return [
    `BANDWIDTH=${bandwidth.peak}`,
    `AVERAGE-BANDWIDTH=${bandwidth.average}`,
    `RESOLUTION=${size.width}x${size.height}`,
    `FRAME-RATE=${framesPerSecond.toFixed(3)}`,
    `CODECS="${mainProfile(level)},${aacLowComplexity}"`,
  ].join(',')
}

const aacLowComplexity = 'mp4a.40.2'

/** RFC 6381: profile 77 (4d), constraint set 1 (40), then the level, all hexadecimal. */
const mainProfile = (level: number) => `avc1.4d40${level.toString(16).padStart(2, '0')}`
