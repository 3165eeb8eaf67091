import type { EventData } from '../history/events.ts'
import type { History } from '../history/history.ts'

/** Copies the SQS front's record of requests into the history, each request once it has been answered. */
export class WireLog {
  readonly #url: string
  readonly #history: History
  /** Everything up to here is recorded; later entries may still wait for their answer. */
  #settled = 0
  readonly #recorded = new Set<number>()
  #reading: Promise<void> = Promise.resolve()

  constructor(url: string, history: History) {
    this.#url = url
    this.#history = history
  }

  /** Appends everything that was answered since the last call. Calls take turns. */
  drain(): Promise<void> {
    this.#reading = this.#reading.catch(() => undefined).then(() => this.#read())
    return this.#reading
  }

  async #read(): Promise<void> {
    const response = await fetch(`${this.#url}?since=${this.#settled}`, { signal: AbortSignal.timeout(10_000) })
    if (!response.ok) throw new Error(`the SQS record answers ${response.status}`)
    let waiting = false
    for (const line of (await response.text()).split('\n')) {
      if (line === '') continue
      const entry = JSON.parse(line) as Record<string, unknown>
      const seq = Number(entry.seq)
      if (entry.outcome === undefined) waiting = true
      else if (!this.#recorded.has(seq)) {
        this.#recorded.add(seq)
        this.#history.add('wire', 'wire', toWire(entry), toEpoch(entry.at))
      }
      if (!waiting) this.#settled = seq
    }
  }
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

function toWire(entry: Record<string, unknown>): EventData['wire'] {
  const input = object(entry.input)
  const action =
    String(entry.target ?? entry.action ?? '')
      .split('.')
      .at(-1) ?? ''
  const queue =
    String(entry.queue ?? input.QueueUrl ?? input.QueueName ?? '')
      .split('/')
      .at(-1) ?? ''
  return {
    action,
    queue,
    input,
    output: entry.output === null || entry.output === undefined ? null : object(entry.output),
    status: Number(entry.status ?? 200),
    client: typeof entry.client === 'string' ? entry.client : JSON.stringify(entry.client ?? ''),
    ...(typeof entry.ms === 'number' && { endedAt: toEpoch(entry.at) + entry.ms }),
  }
}

const toEpoch = (at: unknown): number => (typeof at === 'number' ? at : Date.parse(String(at)))
