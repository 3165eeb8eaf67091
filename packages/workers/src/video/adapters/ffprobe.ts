import { execFile } from 'node:child_process'

/** The part of ffprobe's answer that is used here. */
export interface ProbeReport {
  readonly format?: { readonly duration?: string; readonly start_time?: string }
  readonly streams?: readonly ProbedStream[]
}

/** One track. Numbers come as texts, unknown ones as `N/A` or not at all. */
export interface ProbedStream {
  readonly index: number
  readonly codec_type?: string
  readonly width?: number
  readonly height?: number
  readonly level?: number
  readonly start_time?: string
  readonly duration?: string
  readonly sample_aspect_ratio?: string
  readonly avg_frame_rate?: string
  readonly r_frame_rate?: string
  readonly disposition?: { readonly attached_pic?: number; readonly default?: number }
  readonly tags?: Readonly<Record<string, string>>
  readonly side_data_list?: readonly { readonly rotation?: number | string }[]
}

/** ffprobe could not make sense of the file. */
export class UnreadableMedia extends Error {}

const longestAnswer = 4 * 1024 * 1024

/**
 * Asks ffprobe about a file. The process is killed when the signal aborts or the time is up.
 *
 * @param options in front of the file
 * @throws UnreadableMedia when ffprobe ends with an error
 */
export function runFfprobe(
  executable: string,
  file: string,
  { options = [], seconds, signal }: { options?: readonly string[]; seconds: number; signal: AbortSignal },
): Promise<ProbeReport> {
  const all = ['-v', 'error', ...options, '-print_format', 'json', '-show_format', '-show_streams', file]
  const limits = {
    signal,
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    maxBuffer: longestAnswer,
    // Static builds crash when they load the system's character tables for names in MPEG-TS; without them they do well.
    env: { ...process.env, GCONV_PATH: '/nonexistent' },
  } as const
  return new Promise((resolve, reject) => {
    execFile(executable, all, limits, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason)
      if (!error) return resolve(JSON.parse(stdout) as ProbeReport)
      const endedByItself = typeof error.code === 'number'
      reject(endedByItself ? new UnreadableMedia(stderr.trim().split('\n').at(-1) ?? '', { cause: error }) : error)
    })
  })
}
