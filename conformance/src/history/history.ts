import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { EventData, EventKind, EventOf, HistoryEvent } from './events.ts'

/** Reads a history. Checks get nothing else. */
export class HistoryView {
  readonly events: readonly HistoryEvent[]

  constructor(events: readonly HistoryEvent[]) {
    this.events = events
  }

  /** Events of one kind, in order. */
  of<K extends EventKind>(kind: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind)
  }

  /** Events that one scenario observed. */
  in(scenario: string): HistoryView {
    return new HistoryView(this.events.filter((event) => event.scenario === scenario))
  }

  /** The first mark of this name. */
  mark(name: string): EventOf<'mark'> | undefined {
    return this.of('mark').find((event) => event.data.name === name)
  }

  /** A truth that the suite planted. The caller names its type. */
  truth<T>(name: string): T | undefined {
    return this.of('truth').find((event) => event.data.name === name)?.data.value as T | undefined
  }

  /** What a ledger query returned, each time it was asked. */
  ledger(query: string): EventOf<'ledger'>[] {
    return this.of('ledger').filter((event) => event.data.query === query)
  }

  /** HTTP exchanges with this label. */
  http(label: string): EventOf<'http'>[] {
    return this.of('http').filter((event) => event.data.label === label)
  }
}

/**
 * The one record of a run: each observation is appended here, in memory and as a line of NDJSON, before anybody judges it.
 * @example using history = new History('.academy/bigbang/history.ndjson'); history.add('stage-1', 'mark', { name: 'killed', detail: {} })
 */
export class History {
  readonly #events: HistoryEvent[] = []
  #file: number | null = null
  #listeners: ((event: HistoryEvent) => void)[] = []

  constructor(file?: string) {
    if (file === undefined) return
    mkdirSync(dirname(file), { recursive: true })
    this.#file = openSync(file, 'w')
  }

  /** Appends one observation. `at` is given when the fact has a time of its own (a recorded request, for example). */
  add<K extends EventKind>(scenario: string, kind: K, data: EventData[K], at: number = Date.now()): EventOf<K> {
    const event = { seq: this.#events.length + 1, at, scenario, kind, data } as EventOf<K>
    this.#events.push(event)
    if (this.#file !== null) writeSync(this.#file, `${JSON.stringify(event)}\n`)
    for (const listener of this.#listeners) listener(event)
    return event
  }

  /** Calls back for each event to come: for live output only. */
  subscribe(listener: (event: HistoryEvent) => void): void {
    this.#listeners.push(listener)
  }

  /** What was observed so far. */
  view(): HistoryView {
    return new HistoryView([...this.#events])
  }

  [Symbol.dispose](): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }
}
