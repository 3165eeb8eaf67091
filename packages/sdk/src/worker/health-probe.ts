import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FleetName } from '../contract/index.ts'
import { ConfigurationError } from '../errors/index.ts'
import type { Reasons } from './readiness.ts'

/** What a worker says of itself. */
export interface WorkerHealth {
  /** Why it is not well; empty when it is. */
  readonly reasons: Reasons
  readonly fleet: FleetName
  readonly name: string
  /** Jobs under way, of `slots`. */
  readonly running: number
  readonly slots: number
  /** Seconds since a queue last answered a receive, with or without messages; a worker without a free slot asks none. */
  readonly secondsSinceReceive: number
  /** Seconds since the last confirmed beat was sent; null before the first identity. */
  readonly secondsSinceBeat: number | null
}

/** A listening probe. */
export interface HealthProbe {
  readonly url: string
  close(): Promise<void>
}

/**
 * Answers `GET /healthz` and `GET /readyz` for whoever watches a worker process.
 *
 * /healthz asks nobody: 200 as long as the event loop turns, since a server that is out must not get healthy processes
 * killed (P-30). /readyz is 200 when the worker is well and 503 with its reasons otherwise; both carry `WorkerHealth`.
 *
 * @param health undefined while the worker has not started
 * @throws ConfigurationError when the port cannot be had
 */
export async function startHealthProbe(
  at: { readonly host: string; readonly port: number },
  health: () => WorkerHealth | undefined,
): Promise<HealthProbe> {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return answer(response, 200, { status: 'alive' })
    if (request.url !== '/readyz') return answer(response, 404, { status: 'not_found' })
    const now = health()
    const reasons = now?.reasons ?? ['the worker is starting']
    if (reasons.length === 0) return answer(response, 200, { status: 'ready', ...asDocument(now) })
    answer(response, 503, { status: 'not_ready', ...asDocument(now), reasons })
  })
  // Neither the probe nor a connection that somebody keeps open holds up the end of the process.
  server.unref().on('connection', (socket) => socket.unref())
  try {
    server.listen(at.port, at.host)
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const problem = `cannot be listened on (${code}): set it to a free port of this worker's own`
    throw new ConfigurationError([{ variable: 'WORKER_PROBE_PORT', problem }])
  }
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${at.host.includes(':') ? `[${at.host}]` : at.host}:${port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function asDocument(health: WorkerHealth | undefined): Record<string, unknown> {
  if (!health) return {}
  const { secondsSinceReceive, secondsSinceBeat, ...rest } = health
  return { ...rest, seconds_since_receive: secondsSinceReceive, seconds_since_beat: secondsSinceBeat }
}
