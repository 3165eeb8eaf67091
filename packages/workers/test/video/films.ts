import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a film for a test is like. */
export interface Film {
  readonly size: string
  readonly seconds: number
  readonly frameRate?: string
  /** Without it there is no sound track. */
  readonly sound?: boolean
  readonly rotate?: number
  /** Options of the output, before its name. */
  readonly options?: readonly string[]
}

/** Makes a film with a moving picture and a tone. */
export async function makeFilm(ffmpeg: string, file: string, film: Film): Promise<void> {
  const { size, seconds, frameRate = '30', sound = true, rotate, options = [] } = film
  const made = rotate === undefined ? file : `${file}.lying.mp4`
  await run(ffmpeg, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${frameRate}`],
    ...(sound ? ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100'] : []),
    ...['-t', String(seconds), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ...(sound ? ['-c:a', 'aac'] : []),
    ...options,
    made,
  ])
  if (rotate === undefined) return
  await turn(made, file, rotate)
}

/** Writes the rotation into the track header of an mp4, as a phone does; ffmpeg's own way changed between versions. */
async function turn(from: string, to: string, degrees: number): Promise<void> {
  const bytes = await readFile(from)
  // tkhd, version 0: the matrix of nine numbers begins 44 bytes after the box's name; the film's first track is its picture.
  const matrix = bytes.indexOf('tkhd') + 4 + 40
  const radians = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.round(Math.cos(radians)), Math.round(Math.sin(radians))]
  for (const [index, value] of [cos, sin, 0, -sin, cos].entries())
    bytes.writeInt32BE(value * 65_536, matrix + index * 4)
  await writeFile(to, bytes)
}

/** The same file with bytes in its middle overwritten, at steps of 997. */
export async function damage(file: string, damaged: string): Promise<void> {
  const bytes = await readFile(file)
  for (let at = Math.floor(bytes.length / 10); at < bytes.length * 0.8; at += 997) bytes[at] = ~(bytes[at] ?? 0) & 0xff
  await writeFile(damaged, bytes)
}

/** Process ids of the ffmpeg processes that this process has started. */
export async function ffmpegChildren(): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,comm='])
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, name]) => parent === String(process.pid) && name?.includes('ffmpeg'))
    .map(([pid]) => Number(pid))
}
