import { accessSync, chmodSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { which } from '../processes/which.ts'
import { Unavailable } from '../unavailable.ts'

/** Paths of the two programs. */
export interface MediaTools {
  readonly ffmpeg: string
  readonly ffprobe: string
}

/**
 * ffmpeg and ffprobe of PATH, else the builds that npm ships.
 * @throws Unavailable when there is neither.
 */
export function mediaTools(): MediaTools {
  return {
    ffmpeg: which(['ffmpeg']) ?? shipped('@ffmpeg-installer/ffmpeg', 'ffmpeg'),
    ffprobe: which(['ffprobe']) ?? shipped('@ffprobe-installer/ffprobe', 'ffprobe'),
  }
}

function shipped(packageName: string, program: string): string {
  try {
    const { path } = createRequire(import.meta.url)(packageName) as { path: string }
    if (existsSync(path)) return executable(path)
  } catch {
    // No build for this platform.
  }
  throw new Unavailable(
    `${program}: not on PATH and no build for ${process.platform}-${process.arch}: apt install ffmpeg or brew install ffmpeg`,
  )
}

/** The packages' own install scripts would do this; the workspace does not let them run. */
function executable(path: string): string {
  try {
    accessSync(path, constants.X_OK)
  } catch {
    chmodSync(path, 0o755)
  }
  return path
}
