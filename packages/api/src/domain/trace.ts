/** How a request is followed through API, queue and worker. */
export interface Trace {
  readonly correlationId: string
  readonly traceparent?: string
}

/** A W3C trace context, or undefined: whoever gets a malformed one acts as if there were none. */
export function readTraceparent(header: string | undefined): string | undefined {
  if (header === undefined || !/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(header)) return undefined
  const [version, traceId = '', parentId = ''] = header.split('-')
  const meaningless = version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(parentId)
  return meaningless ? undefined : header
}
