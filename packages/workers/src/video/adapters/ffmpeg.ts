import { RetryableError } from '@academy/sdk/errors'
import createCommand, { type FfmpegCommand } from 'fluent-ffmpeg'
import { type Advance, ProgressLines } from './progress-lines.ts'

// The only file that knows fluent-ffmpeg, which is archived. Options are passed to ffmpeg as they are: its own checks of
// formats and codecs misread what later versions of ffmpeg print.

/** One file or generator that ffmpeg reads, with the options in front of it. */
export interface Input {
  readonly from: string
  readonly options: readonly string[]
}

/** One file that ffmpeg writes, with the options in front of it. */
export interface Output {
  readonly to: string
  readonly options: readonly string[]
}

/** How long ffmpeg may take. Seconds. */
export interface Patience {
  readonly timeoutSeconds: number
  /** Without any progress. */
  readonly stallSeconds: number
}

/** A run of ffmpeg. */
export interface FfmpegRun extends Patience {
  readonly executable: string
  readonly inputs: readonly Input[]
  readonly outputs: readonly Output[]
  readonly onAdvance?: (advance: Advance) => void
  readonly signal: AbortSignal
}

/**
 * Runs ffmpeg to its end. Its output is read all the time, for a full pipe would stop it (P-31). It is killed when the
 * signal aborts, when it makes no progress for too long and when it takes too long; the promise settles only once the
 * process is gone, so that its files can be removed.
 *
 * @throws RetryableError `transcode_stalled`, `transcode_timeout`, `disk_space_low`, `transcode_failed`
 */
export async function runFfmpeg(run: FfmpegRun): Promise<void> {
  run.signal.throwIfAborted()
  const command = commandOf(run)
  const killer = new Killer(command)
  const lines = new ProgressLines((advance) => {
    stalled.refresh()
    run.onAdvance?.(advance)
  })
  const stalled = setTimeout(
    () => killer.kill(new RetryableError('transcode_stalled', `ffmpeg made no progress for ${run.stallSeconds} s`)),
    run.stallSeconds * 1000,
  )
  const late = setTimeout(
    () => killer.kill(new RetryableError('transcode_timeout', `ffmpeg took more than ${run.timeoutSeconds} s`)),
    run.timeoutSeconds * 1000,
  )
  const abort = () => killer.kill(run.signal.reason)
  run.signal.addEventListener('abort', abort, { once: true })
  try {
    await ended(command, lines)
  } catch (error) {
    throw killer.reason ?? failure(error, lines.lastWords)
  } finally {
    clearTimeout(stalled)
    clearTimeout(late)
    run.signal.removeEventListener('abort', abort)
  }
}

function commandOf({ executable, inputs, outputs }: FfmpegRun): FfmpegCommand {
  const command = createCommand({ stdoutLines: 1 }).setFfmpegPath(executable)
  // Always several arguments at once: a single one would be split at its space.
  for (const [index, { from, options }] of inputs.entries()) {
    command.input(from).inputOptions(...(index === 0 ? globalOptions : []), ...options)
  }
  for (const { to, options } of outputs) command.output(to).outputOptions(...options)
  return command
}

const globalOptions = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning', '-progress', 'pipe:2']

function ended(command: FfmpegCommand, lines: ProgressLines): Promise<void> {
  return new Promise((resolve, reject) => {
    command.on('stderr', (line: string) => lines.line(line))
    command.on('error', reject)
    command.on('end', () => resolve())
    command.run()
  })
}

/** Kills for the first reason it is given, also when the process has not been started yet. */
class Killer {
  reason: unknown
  readonly #command: FfmpegCommand
  #started = false

  constructor(command: FfmpegCommand) {
    this.#command = command
    command.on('start', () => {
      this.#started = true
      if (this.reason !== undefined) command.kill('SIGKILL')
    })
  }

  kill(reason: unknown): void {
    this.reason ??= reason
    if (this.#started) this.#command.kill('SIGKILL')
  }
}

function failure(error: unknown, lastWords: string): RetryableError {
  const message = lastWords || (error instanceof Error ? error.message : String(error))
  const code = /No space left on device/.test(message) ? 'disk_space_low' : 'transcode_failed'
  return new RetryableError(code, `ffmpeg: ${message}`, { cause: error })
}
