import type { EventKind, EventOf, HistoryEvent } from '../../src/history/events.ts'

/** A small change of a good history, after which exactly the named requirement must complain. */
export interface Break {
  readonly requirement: string
  readonly what: string
  change(events: HistoryEvent[]): HistoryEvent[]
}

type Editable<T> = T extends readonly (infer E)[]
  ? Editable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Editable<T[K]> }
    : T
// biome-ignore lint/suspicious/noExplicitAny: breaking a history means reaching into whatever it holds.
export type Loose = any

export function edit<K extends EventKind>(
  kind: K,
  which: (event: EventOf<K>) => boolean,
  change: (data: Loose, event: Editable<EventOf<K>>) => void,
) {
  return (events: HistoryEvent[]): HistoryEvent[] => {
    const hit = events.filter((event): event is EventOf<K> => event.kind === kind && which(event as EventOf<K>))
    if (hit.length === 0) throw new Error(`the break finds no ${kind} event to change`)
    for (const event of hit) change(event.data, event as Editable<EventOf<K>>)
    return events
  }
}

export const drop =
  <K extends EventKind>(kind: K, which: (event: EventOf<K>) => boolean) =>
  (events: HistoryEvent[]): HistoryEvent[] =>
    events.filter((event) => !(event.kind === kind && which(event as EventOf<K>)))

export const http = (scenario: string, label: string, change: (data: Loose) => void) =>
  edit('http', (event) => event.scenario === scenario && event.data.label === label, change)
export const rows = (scenario: string, query: string, change: (row: Loose, data: Loose) => void) =>
  edit(
    'ledger',
    (event) => event.scenario === scenario && event.data.query === query,
    (data) => change(data.rows[0], data),
  )
export const ended = (scenario: string, change: (row: Loose) => void) =>
  edit(
    'ledger',
    (event) => event.scenario === scenario && event.data.query === 'job' && event.data.rows[0]?.status !== 'RUNNING',
    (data) => change(data.rows[0]),
  )
/** As `edit`, for the first event only. */
export const once =
  <K extends EventKind>(kind: K, which: (event: EventOf<K>) => boolean, change: (data: Loose) => void) =>
  (events: HistoryEvent[]) => {
    const first = events.find((event) => event.kind === kind && which(event as EventOf<K>))
    return edit(kind, (event) => event === first, change)(events)
  }
export const source = (name: RegExp, code: string, specifier?: string) =>
  edit(
    'source',
    (event) => name.test(event.data.file),
    (data) => {
      data.code = code
      if (specifier !== undefined) data.imports = [{ specifier, line: 1, typeOnly: false }]
    },
  )

export const of = (requirement: string, what: string, change: Break['change']): Break => ({ requirement, what, change })
