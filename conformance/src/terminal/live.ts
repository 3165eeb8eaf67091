import type { HistoryEvent } from '../history/events.ts'
import { paint } from './table.ts'

interface Shown {
  readonly title: string
  state: string
  started: number
  percent: number | undefined
  step: string
  note: string
}

const barWidth = 24

/**
 * Shows the run while it goes on: each scenario with its time, and the bar of its job as a client sees it, read from the
 * answers of the progress endpoint. In a terminal the lines are redrawn in place; elsewhere a line is printed when
 * something changes.
 */
export class LiveView {
  readonly #out: NodeJS.WriteStream
  readonly #live: boolean
  readonly #shown = new Map<string, Shown>()
  #drawn = 0
  #timer: NodeJS.Timeout | undefined

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
    this.#live = out.isTTY === true
    if (this.#live) {
      this.#timer = setInterval(() => this.#draw(), 200)
      this.#timer.unref()
    }
  }

  /** Prints a line above the moving part. */
  line(text: string): void {
    this.#erase()
    this.#out.write(`${text}\n`)
    this.#draw()
  }

  /** Takes note of one observation. */
  observe(event: HistoryEvent): void {
    if (event.kind === 'scenario') this.#scenario(event.scenario, event.data)
    if (event.kind === 'http' && /progress/.test(event.data.label)) this.#progress(event.scenario, event.data.body)
    if (event.kind === 'mark' && notable.has(event.data.name))
      this.#note(event.scenario, event.data.name.replaceAll('_', ' '))
  }

  /** Stops redrawing and leaves the last state on the screen. */
  end(): void {
    clearInterval(this.#timer)
    this.#draw()
    this.#drawn = 0
  }

  #scenario(id: string, data: Extract<HistoryEvent, { kind: 'scenario' }>['data']): void {
    const shown = this.#shown.get(id) ?? {
      title: data.title,
      state: '',
      started: Date.now(),
      percent: undefined,
      step: '',
      note: '',
    }
    shown.state = data.state
    if (data.because !== undefined) shown.note = data.because.split('\n')[0] ?? ''
    this.#shown.set(id, shown)
    if (!this.#live) this.#out.write(`${this.#text(id, shown)}\n`)
  }

  #progress(id: string, body: unknown): void {
    const shown = this.#shown.get(id)
    const progress = (body as { progress?: { percent?: number; step_name?: string } | null } | null)?.progress
    if (!shown || typeof progress?.percent !== 'number') return
    const before = shown.percent
    const step = shown.step
    shown.percent = progress.percent
    shown.step = progress.step_name ?? ''
    // Without a terminal a line for each new step and each quarter is enough.
    const quarter = (value: number | undefined) => Math.floor((value ?? -1) / 25)
    if (!this.#live && (step !== shown.step || quarter(before) !== quarter(shown.percent)))
      this.#out.write(`${this.#text(id, shown)}\n`)
  }

  #note(id: string, note: string): void {
    const shown = this.#shown.get(id)
    if (!shown) return
    shown.note = note
    if (!this.#live) this.#out.write(`${this.#text(id, shown)}\n`)
  }

  #text(id: string, { title, state, percent, step, note, started }: Shown): string {
    const colour = { finished: 32, aborted: 31, not_reached: 33 }[state]
    const mark = { started: '…', finished: '✓', aborted: '✗', not_reached: '-' }[state] ?? ' '
    const seconds = `${((Date.now() - started) / 1000).toFixed(1)} s`
    const bar = percent === undefined ? '' : ` ${barOf(percent)} ${percent.toFixed(0).padStart(3)} % ${step}`
    const when = state === 'started' ? ` ${seconds}` : ''
    return `  ${paint(mark, colour, this.#live)} ${id.padEnd(14)} ${title}${bar}${note === '' ? '' : `  [${note}]`}${when}`
  }

  #erase(): void {
    if (!this.#live || this.#drawn === 0) return
    this.#out.write(`\u001b[${this.#drawn}A\u001b[0J`)
    this.#drawn = 0
  }

  #draw(): void {
    if (!this.#live) return
    this.#erase()
    const width = this.#out.columns ?? 100
    for (const [id, shown] of this.#shown) {
      this.#out.write(`${cut(this.#text(id, shown), width)}\n`)
      this.#drawn += 1
    }
  }
}

const notable = new Set(['killed', 'running_again', 'duplicate_sent', 'statements_counted', 'ended'])

const barOf = (percent: number): string => {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
}

/** Wide characters take two columns; a line that wraps would break the redrawing. */
function cut(text: string, width: number): string {
  let columns = 0
  let result = ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour.
  for (const [token] of text.matchAll(/\u001b\[\d+m|[\s\S]/gu)) {
    const size = token.startsWith('\u001b')
      ? 0
      : /[\u1100-\u11ff\u3000-\u9fff\uac00-\ud7a3\uff00-\uff60]/.test(token)
        ? 2
        : 1
    if (columns + size > width - 1) return `${result}\u001b[0m`
    columns += size
    result += token
  }
  return result
}
