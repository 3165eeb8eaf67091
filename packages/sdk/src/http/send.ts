import type { OperationId } from '../contract/index.ts'
import { operationParameters, operations } from '../contract/index.ts'
import { ConnectionError, httpError } from './http-errors.ts'

/** An operation's input without its types. */
export interface AnyInput {
  readonly path?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** One request, ready to be sent any number of times. */
export interface Outgoing {
  readonly url: string
  readonly init: RequestInit
}

/** An answer with everything that came with it. */
export interface RawAnswer<Body> {
  readonly status: number
  readonly headers: Headers
  /** The correlation id of the request, for logs and support. */
  readonly requestId: string | undefined
  readonly body: Body
}

/** Builds the request that the contract describes. */
export function outgoing(
  baseUrl: string,
  id: OperationId,
  { path = {}, query = {}, body }: AnyInput,
  headers: Readonly<Record<string, string>>,
): Outgoing {
  const { method } = operations[id]
  const form = body instanceof FormData
  const content: RequestInit = body === undefined ? {} : { body: form ? body : JSON.stringify(body) }
  const type: Record<string, string> = body === undefined || form ? {} : { 'content-type': 'application/json' }
  const accept = 'application/json, application/problem+json, */*;q=0.5'
  return {
    url: addressOf(baseUrl, id, path, query),
    init: { method, headers: { accept, ...type, ...headers }, ...content },
  }
}

function addressOf(
  baseUrl: string,
  id: OperationId,
  path: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, unknown>>,
): string {
  const filled = operations[id].path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = path[name]
    if (value === undefined || value === '') throw new TypeError(`${id} needs path.${name}`)
    return encodeURIComponent(String(value))
  })
  const search = new URLSearchParams()
  for (const { name, in: place } of operationParameters[id]) {
    if (place === 'query' && query[name] !== undefined) search.set(name, String(query[name]))
  }
  return `${baseUrl.replace(/\/+$/, '')}${filled}${search.size > 0 ? `?${search}` : ''}`
}

/**
 * One attempt.
 * @throws HttpError for an answer that is no success, ConnectionError for none; an abort throws the signal's reason
 */
export async function sendOnce(
  fetcher: typeof fetch,
  { url, init }: Outgoing,
  { timeoutSeconds, signal }: { timeoutSeconds: number; signal: AbortSignal | undefined },
): Promise<RawAnswer<unknown>> {
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000)
  try {
    const answer = await fetcher(url, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
    const { status, headers } = answer
    // Read within the timeout: an answer that never ends is none.
    const body = isText(headers) ? parse(await answer.text()) : new Uint8Array(await answer.arrayBuffer())
    if (!answer.ok) throw httpError({ status, headers, body })
    return { status, headers, requestId: headers.get('x-correlation-id') ?? undefined, body }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (timeout.aborted) throw new ConnectionError(`no answer within ${timeoutSeconds} s`, { cause: error })
    if (error instanceof TypeError) throw new ConnectionError('the connection failed', { cause: error })
    throw error
  }
}

/** Documents, and what proxies say; every other type is a file. */
function isText(headers: Headers): boolean {
  const type = headers.get('content-type')
  return type === null || /^(text\/|application\/([a-z.]+\+)?json)/i.test(type)
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
