import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { History } from '../history/history.ts'

/** The programs that look into media files. */
export interface MediaPrograms {
  readonly ffmpeg_path: string
  readonly ffprobe_path: string
}

const run = promisify(execFile)

/**
 * Probes a media file on disk, decodes it from beginning to end and records what was found. A stream that is listed but
 * holds silence, or no frames, is no sound and no picture.
 */
export async function probe(
  history: History,
  scenario: string,
  { ffmpeg_path, ffprobe_path }: MediaPrograms,
  what: { readonly label: string; readonly url: string; readonly file: string },
): Promise<void> {
  const limits = { maxBuffer: 8 * 1024 * 1024, timeout: 60_000 }
  const { stdout } = await run(
    ffprobe_path,
    ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams', what.file],
    limits,
  )
  const answer = JSON.parse(stdout) as { format?: { duration?: string }; streams?: Record<string, unknown>[] }
  const decoded = await run(
    ffmpeg_path,
    ['-nostdin', '-hide_banner', '-i', what.file, '-map', '0', '-af', 'volumedetect', '-f', 'null', '-'],
    limits,
  ).catch((error: { stderr?: string }) => ({ stderr: error.stderr ?? '' }))
  history.add(scenario, 'media', {
    label: what.label,
    url: what.url,
    durationSeconds: Number(answer.format?.duration ?? 0),
    meanVolumeDb: numberIn(decoded.stderr, /mean_volume:\s*(-?[\d.]+) dB/),
    frames: numberIn(decoded.stderr, /frame=\s*(\d+)(?![\s\S]*frame=)/),
    streams: (answer.streams ?? []).map(({ codec_type, codec_name, profile, width, height, duration }) => ({
      codec_type,
      codec_name,
      profile,
      width,
      height,
      duration,
    })),
  })
}

function numberIn(text: string, pattern: RegExp): number | null {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? null : Number(found)
}
