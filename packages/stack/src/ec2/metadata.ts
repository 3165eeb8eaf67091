import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The notice that a Spot instance gets two minutes before it is taken away. */
export interface SpotNotice {
  readonly action: 'terminate' | 'stop' | 'hibernate'
  /** RFC 3339, UTC. */
  readonly time: string
}

/** An answer of the metadata service. */
export interface MetadataAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Record<string, string>
}

const ttlHeader = 'x-aws-ec2-metadata-token-ttl-seconds'
const longestTtlSeconds = 21_600

/**
 * Instance metadata, version 2 only: a token by PUT, then GETs that carry it. No token is 401; a category that does
 * not exist, as `spot/instance-action` before there is a notice, is 404.
 */
export class MetadataService {
  spotNotice: SpotNotice | null = null
  readonly #instanceId: string
  readonly #tokens = new Map<string, number>()

  constructor(instanceId: string) {
    this.#instanceId = instanceId
  }

  answer(request: Pick<IncomingMessage, 'method' | 'headers'>, path: string): MetadataAnswer {
    if (path === '/latest/api/token') return this.#token(request)
    if (request.method !== 'GET') return { status: 405, body: '' }
    const expires = this.#tokens.get(String(request.headers['x-aws-ec2-metadata-token'] ?? ''))
    if (expires === undefined || Date.now() >= expires) return { status: 401, body: '' }
    const body = this.#category(path)
    return body === null ? { status: 404, body: '' } : { status: 200, body }
  }

  #token(request: Pick<IncomingMessage, 'method' | 'headers'>): MetadataAnswer {
    if (request.method !== 'PUT') return { status: 405, body: '' }
    // A request that came through a proxy gets no token: that is what stops forged requests.
    if (request.headers['x-forwarded-for'] !== undefined) return { status: 403, body: '' }
    const ttl = Number(request.headers[ttlHeader])
    if (!(Number.isInteger(ttl) && ttl >= 1 && ttl <= longestTtlSeconds)) return { status: 400, body: '' }
    const token = randomBytes(32).toString('base64url')
    this.#tokens.set(token, Date.now() + ttl * 1000)
    return { status: 200, body: token, headers: { [ttlHeader]: String(ttl) } }
  }

  #category(path: string): string | null {
    switch (path) {
      case '/latest/meta-data/instance-id':
        return this.#instanceId
      case '/latest/meta-data/instance-life-cycle':
        return 'spot'
      case '/latest/meta-data/spot/instance-action':
        return this.spotNotice && JSON.stringify(this.spotNotice)
      default:
        return null
    }
  }
}
