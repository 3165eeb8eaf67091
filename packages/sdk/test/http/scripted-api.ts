import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One answer of the script; `hang` never answers, `cut` closes the connection. */
export type Step =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'hang'
  | 'cut'

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Milliseconds of a monotonic clock. */
  readonly at: number
}

/** An HTTP server that answers by a script, one step a request, and remembers what it was asked. */
export async function scriptedApi(steps: readonly Step[] | ((seen: Seen) => Step)) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = { method, url, headers, body: Buffer.concat(chunks).toString(), at: performance.now() }
      seen.push(one)
      const step = typeof steps === 'function' ? steps(one) : steps[seen.length - 1]
      if (step === undefined || step === 'cut') return request.socket.destroy()
      if (step === 'hang') return undefined
      response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers })
      return response.end(step.body === undefined ? '' : JSON.stringify(step.body))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** A problem document as the API sends it. */
export function problem(status: number, code: string, retryable: boolean, headers: Record<string, string> = {}): Step {
  const body = {
    type: `urn:academy:problem:${code}`,
    title: code,
    status,
    code,
    detail: `about ${code}`,
    correlation_id: 'req-1',
    retryable,
  }
  return {
    status,
    body,
    headers: { 'content-type': 'application/problem+json', 'x-correlation-id': 'req-1', ...headers },
  }
}
