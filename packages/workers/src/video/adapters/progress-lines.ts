/** How far an ffmpeg is. */
export interface Advance {
  /** Seconds of the film that are written. */
  readonly seconds: number
  readonly frames: number
}

/**
 * Reads ffmpeg's `-progress` output line by line. Everything else that ffmpeg says is kept, the last lines of it, for
 * the message of an error.
 */
export class ProgressLines {
  #seconds = 0
  #frames = 0
  readonly #said: string[] = []
  readonly #onAdvance: (advance: Advance) => void

  /** @param onAdvance called only when ffmpeg got further; a line that repeats itself is no progress (P-31) */
  constructor(onAdvance: (advance: Advance) => void) {
    this.#onAdvance = onAdvance
  }

  line(text: string): void {
    const [, key, value = ''] = /^([a-z_0-9]+)=\s*(.*)$/.exec(text.trim()) ?? []
    if (key === undefined) this.#keep(text)
    // Microseconds, in spite of the name; `out_time_us` does not exist in ffmpeg 4.1.
    if (key === 'out_time_ms') this.#reached(Number(value) / 1e6, this.#frames)
    if (key === 'frame') this.#reached(this.#seconds, Number(value))
  }

  /** What ffmpeg said last, beside its progress. */
  get lastWords(): string {
    return this.#said.join(' | ')
  }

  #reached(seconds: number, frames: number): void {
    if (!(seconds > this.#seconds || frames > this.#frames)) return
    this.#seconds = Math.max(this.#seconds, seconds || 0)
    this.#frames = Math.max(this.#frames, frames || 0)
    this.#onAdvance({ seconds: this.#seconds, frames: this.#frames })
  }

  #keep(text: string): void {
    if (text.trim() === '') return
    this.#said.push(text.trim().slice(0, 200))
    if (this.#said.length > 5) this.#said.shift()
  }
}
