/** Facts that the suite observed, one kind each. Nothing in here is an opinion: checks judge later. */
export interface EventData {
  /** What ran, against what. */
  run: { target: string; contract: string; started: string; node: string; sourceRoots: readonly string[] }
  /** A scenario began, ended, could not be reached, or broke off. */
  scenario: { state: 'started' | 'finished' | 'aborted' | 'not_reached'; title: string; because?: string; ms?: number }
  /** A moment the suite wants to find again (for example `killed`), with what is known of it. */
  mark: { name: string; detail: Record<string, unknown> }
  /** What the suite knows to be true because it made it, for example the rows of a roster. */
  truth: { name: string; value: unknown }
  /** One verb of the driver and its answer. */
  driver: { verb: string; args: unknown; result?: unknown; error?: string; ms: number }
  /** One HTTP exchange; `label` names what was asked for. */
  http: {
    label: string
    /** operationId, when it was a request of the API. */
    operation?: string
    method: string
    url: string
    tenant: string | null
    status: number
    headers: Record<string, string>
    body: unknown
    ms: number
  }
  /** Rows that a ledger query returned. */
  ledger: { query: string; params: readonly unknown[]; rows: readonly Record<string, unknown>[]; error?: LedgerError }
  /** One call of the SQS API as the wire saw it. */
  wire: {
    action: string
    queue: string
    input: Record<string, unknown>
    output: Record<string, unknown> | null
    status: number
    client: string
    /** When the request was answered, epoch milliseconds; `at` is when it came in. */
    endedAt?: number
  }
  /** A queue at the endpoint with its live attributes. */
  queue: { name: string; attributes: Record<string, string> }
  /** A message that the suite took from a queue. */
  message: {
    queue: string
    id: string
    body: string
    attributes: Record<string, string>
    systemAttributes: Record<string, string>
  }
  /** A Redis document as it stands, with its TTL in seconds (-1: none, -2: no key). */
  redis: { key: string; ttl: number; value: unknown; type: string }
  /** Every key that a Redis scan returned. */
  redisKeys: { keys: readonly string[] }
  /** One request as the message provider recorded it. */
  provider: Record<string, unknown>
  /** A process as /proc shows it; `alive` false when it is gone. */
  process: { pid: number; alive: boolean; parent: number | null; command: string; role: string }
  /** A source file. `code` has comments blanked out, line numbers kept. */
  source: { file: string; imports: readonly { specifier: string; line: number; typeOnly: boolean }[]; code: string }
  /** What ffprobe says about a media file, and what decoding it to the end showed. */
  media: {
    label: string
    url: string
    durationSeconds: number
    meanVolumeDb: number | null
    frames: number | null
    streams: readonly Record<string, unknown>[]
  }
  /** Objects below a prefix of the object store. */
  objects: { prefix: string; keys: readonly string[] }
  /** A line that a process of the target wrote. */
  log: { process: string; line: string }
}

/** What a refused statement said. */
export interface LedgerError {
  readonly code: string
  readonly constraint: string | null
  readonly message: string
}

export type EventKind = keyof EventData

/** One line of the history. */
export type HistoryEvent = {
  [K in EventKind]: {
    readonly seq: number
    /** Epoch milliseconds on the suite's clock. */
    readonly at: number
    /** The scenario that observed it. */
    readonly scenario: string
    readonly kind: K
    readonly data: EventData[K]
  }
}[EventKind]

/** A history event of one kind. */
export type EventOf<K extends EventKind> = Extract<HistoryEvent, { kind: K }>
