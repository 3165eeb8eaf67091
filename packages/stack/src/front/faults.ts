/** What the front can do to a request. */
export type FaultKind =
  /** Answers an error; the emulator never sees the request. */
  | 'error'
  /** Holds the request, then forwards it even if its client has gone: a request that arrives late. */
  | 'delay'
  /** Delivers the message twice, each copy with a receipt handle of its own (sends and receives). */
  | 'duplicate'
  /** The emulator does the work; the client's connection is cut instead of an answer. */
  | 'lost_response'
  /** Takes the request and neither forwards nor answers it, until the client or the fault ends. */
  | 'black_hole'
  /** Cuts the connection at once; the emulator never sees the request. */
  | 'reset'

/** A fault to inject; every part of the match that is given must fit. */
export interface Fault {
  readonly kind: FaultKind
  /** SQS action, such as `SendMessage`; any when absent. */
  readonly action?: string
  /** Queue name; any when absent. */
  readonly queue?: string
  /** Text that the request's body must hold, such as a job id or a receipt handle. */
  readonly contains?: string
  /** How many requests meet it: 1 by default; `null` for all until it is cleared. */
  readonly count?: number | null
  /** How many fitting requests pass untouched first. */
  readonly skip?: number
  /** For `error`: 503 by default. */
  readonly status?: number
  /** For `error`: the SQS error code, `ServiceUnavailable` by default. */
  readonly code?: string
  /** For `delay`: milliseconds. */
  readonly delayMs?: number
}

const kinds: readonly string[] = ['error', 'delay', 'duplicate', 'lost_response', 'black_hole', 'reset']

/** Checks what came over HTTP. @throws TypeError that names the wrong part. */
export function parseFault(value: unknown): Fault {
  const fault = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if (!kinds.includes(String(fault.kind))) throw new TypeError(`kind must be one of ${kinds.join(', ')}`)
  const known: Record<string, string> = {
    kind: 'string',
    action: 'string',
    queue: 'string',
    contains: 'string',
    count: 'number',
    skip: 'number',
    status: 'number',
    code: 'string',
    delayMs: 'number',
  }
  for (const [name, part] of Object.entries(fault)) {
    if (known[name] === undefined)
      throw new TypeError(`${name} is not known; parts are ${Object.keys(known).join(', ')}`)
    if (typeof part !== known[name] && !(name === 'count' && part === null))
      throw new TypeError(`${name} must be a ${known[name]}`)
  }
  return fault as unknown as Fault
}

interface Armed {
  readonly id: number
  readonly fault: Fault
  skip: number
  left: number
}

/** The armed faults, asked once for each request. */
export class FaultBook {
  #armed: Armed[] = []
  #next = 1

  add(fault: Fault): number {
    const id = this.#next
    this.#next += 1
    this.#armed.push({ id, fault, skip: fault.skip ?? 0, left: fault.count === null ? Infinity : (fault.count ?? 1) })
    return id
  }

  /** Removes one fault, or all. */
  clear(id?: number): void {
    this.#armed = id === undefined ? [] : this.#armed.filter((each) => each.id !== id)
  }

  /** The fault for this request: the oldest that fits; it counts as used. */
  take(request: { action: string; queue: string | undefined; body: string }): (Fault & { id: number }) | undefined {
    const met = this.#armed.find(({ fault }) => fits(fault, request))
    if (met === undefined) return undefined
    if (met.skip > 0) {
      met.skip -= 1
      return undefined
    }
    met.left -= 1
    if (met.left <= 0) this.clear(met.id)
    return { ...met.fault, id: met.id }
  }

  has(id: number): boolean {
    return this.#armed.some((each) => each.id === id)
  }
}

function fits(fault: Fault, request: { action: string; queue: string | undefined; body: string }): boolean {
  return (
    (fault.action === undefined || fault.action === request.action) &&
    (fault.queue === undefined || fault.queue === request.queue) &&
    (fault.contains === undefined || request.body.includes(fault.contains))
  )
}
