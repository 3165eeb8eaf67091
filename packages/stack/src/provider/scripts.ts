/** An outcome that a test asks for; without a matching one the provider behaves as usual. */
export interface OutcomeScript {
  /** Digits of the recipient; absent: any recipient. */
  readonly match?: { readonly to?: string }
  /** The HTTP status to answer with. 4xx and 5xx carry an error body unless `body` says otherwise. */
  readonly status?: number
  /** The body to answer with: a string goes out as it is, anything else as JSON. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** Whether the message is taken although the answer is bad, late or lost. Default: true unless `status` is given. */
  readonly accept?: boolean
  /** Milliseconds between taking the request in and answering it. */
  readonly hang_ms?: number
  /** The connection is cut where the answer would have been sent. */
  readonly drop_connection?: boolean
  /** How many requests it applies to; default 1. */
  readonly times?: number | 'always'
}

const known = new Set(['match', 'status', 'body', 'headers', 'accept', 'hang_ms', 'drop_connection', 'times'])

/** The scripted outcomes, in the order they were given; the first that matches and is not used up applies. */
export class ScriptBook {
  #entries: { script: OutcomeScript; left: number }[] = []

  /** Adds one script. Throws on a field it does not know, so that a typo cannot pass as "no fault". */
  add(script: OutcomeScript): void {
    const unknown = Object.keys(script).filter((field) => !known.has(field))
    if (unknown.length > 0) throw new Error(`unknown field: ${unknown.join(', ')}`)
    const left = script.times === 'always' ? Number.POSITIVE_INFINITY : (script.times ?? 1)
    if (!(left >= 1)) throw new Error(`times must be 'always' or at least 1, not ${String(script.times)}`)
    this.#entries.push({ script, left })
  }

  clear(): void {
    this.#entries = []
  }

  /** Takes the script for a request to these recipients, counting one use. */
  take(recipients: readonly string[]): OutcomeScript | undefined {
    const entry = this.#entries.find(
      ({ script, left }) => left > 0 && (script.match?.to === undefined || recipients.includes(script.match.to)),
    )
    if (entry) entry.left -= 1
    return entry?.script
  }
}
