import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** How far one exchange came. */
export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly retryAfter: string | undefined
      readonly body: string
    }
  /** No connection came about: not one byte of the request can have arrived. */
  | { readonly kind: 'not_connected'; readonly error: string }
  /** The connection stood, then the exchange broke: the request may have arrived. */
  | { readonly kind: 'broken'; readonly error: string }

/**
 * Posts JSON once, over a connection of its own. A kept-alive connection that the peer closes while idle fails in the
 * same way as one that broke under a request; with a fresh one the difference between "never arrived" and "may have
 * arrived" is exact. Never throws.
 */
export function postJson(
  url: URL,
  headers: Record<string, string>,
  body: unknown,
  signal: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const secure = url.protocol === 'https:'
    let connected = false
    const fail = (error: unknown) => resolve({ kind: connected ? 'broken' : 'not_connected', error: describe(error) })
    if (signal.aborted) return fail(signal.reason)
    const payload = Buffer.from(JSON.stringify(body))
    const request: ClientRequest = (secure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': payload.length },
      agent: false,
      signal,
    })
    request.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true)))
    request.on('error', fail)
    request.on('response', (response) => {
      read(response).then((text) => {
        const retryAfter = response.headers['retry-after']
        resolve({ kind: 'answered', status: response.statusCode ?? 0, retryAfter, body: text })
      }, fail)
    })
    request.end(payload)
  })
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** A code or a name: messages may quote addresses and bodies. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
