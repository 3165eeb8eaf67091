import http from 'node:http'
import type { Fields } from './types.ts'

/** An answer of the emulator. */
export interface UpstreamAnswer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
}

/** Speaks to the SQS emulator behind the front over kept connections. */
export class Upstream {
  readonly #agent = new http.Agent({ keepAlive: true })
  readonly #url: URL

  constructor(url: string) {
    this.#url = new URL(url)
  }

  /** Forwards a request as it is, but for the host. */
  forward(
    headers: http.IncomingHttpHeaders,
    body: Buffer | string,
    method = 'POST',
    path = '/',
  ): Promise<UpstreamAnswer> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: this.#url.hostname,
          port: this.#url.port,
          agent: this.#agent,
          method,
          path,
          headers: { ...withoutHops(headers), host: this.#url.host, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 502, headers: response.headers, body: Buffer.concat(chunks) }),
          )
        },
      )
      request.on('error', reject)
      request.end(body)
    })
  }

  /** Makes an SQS request of the front's own, signed as nobody: the emulator does not check. */
  async call(action: string, input: Fields): Promise<Fields> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
    const { status, body } = await this.forward(headers, JSON.stringify(input))
    if (status !== 200) throw new Error(`${action}: ${status} ${body.toString()}`)
    return JSON.parse(body.toString()) as Fields
  }

  close(): void {
    this.#agent.destroy()
  }
}

function withoutHops(headers: http.IncomingHttpHeaders): http.IncomingHttpHeaders {
  const { connection: _c, 'transfer-encoding': _t, expect: _e, ...rest } = headers
  return rest
}
