/** One line on the driver's stdin. */
export interface Request {
  readonly id: number
  readonly verb: string
  readonly args: Record<string, unknown>
}

/** Writes one line on stdout. Nothing else may write there: the protocol is the only content. */
export function send(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Reads one line; `undefined` when it is not a request. */
export function readRequest(line: string): Request | undefined {
  try {
    const value = JSON.parse(line) as Partial<Request>
    if (typeof value.id !== 'number' || typeof value.verb !== 'string') return undefined
    return { id: value.id, verb: value.verb, args: value.args ?? {} }
  } catch {
    return undefined
  }
}
