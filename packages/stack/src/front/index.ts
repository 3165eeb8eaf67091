import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KeptAttributes } from './attributes.ts'
import { control } from './control.ts'
import { Duplicates } from './duplicates.ts'
import type { Call, FrontParts } from './exchange.ts'
import { exchange } from './exchange.ts'
import type { Fault } from './faults.ts'
import { FaultBook } from './faults.ts'
import { Receiver } from './receive.ts'
import type { WireEntry } from './types.ts'
import { Upstream } from './upstream.ts'
import { WaitingRoom } from './waiting-room.ts'
import { WireLog } from './wire-log.ts'

export type { Fault, FaultKind } from './faults.ts'
export type { WireEntry } from './types.ts'

/** The HTTP front before the SQS emulator: what a product sees as SQS. */
export interface Front extends AsyncDisposable {
  /** SQS endpoint for products. */
  readonly endpoint: string
  /** Requests with a number greater than `since`, oldest first. */
  log(since?: number): readonly WireEntry[]
  /** Number of the newest request. */
  readonly lastSeq: number
  /** Arms a fault; the function returned disarms it. */
  fault(fault: Fault): () => void
  /** Disarms every fault and cuts what black holes hold. */
  clearFaults(): void
  stop(): Promise<void>
}

/**
 * Starts a front before the emulator at `upstream` on a free loopback port. It passes everything through and mends
 * what the emulator does unlike SQS: long polls of dead clients take no message, MessageGroupId and AWSTraceHeader
 * come back. It records every request and injects faults, here and under `/_front/`.
 * @example const front = await startFront(cloud.url)
 */
export async function startFront(upstream: string): Promise<Front> {
  let endpoint = ''
  const parts = assemble(upstream, () => endpoint)
  const server = createServer((request, response) => {
    serve(parts, request, response).catch(() => response.destroy())
  })
  // Clients keep their connections; the default of five seconds would cut one just as it is used again.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    parts.room.wakeAll()
    await closed
    parts.upstream.close()
  }
  return {
    endpoint,
    log: (since) => parts.log.since(since),
    get lastSeq() {
      return parts.log.last
    },
    fault: (fault) => {
      const id = parts.faults.add(fault)
      return () => parts.faults.clear(id)
    },
    clearFaults: () => {
      parts.faults.clear()
      release(parts)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function assemble(url: string, endpoint: () => string): FrontParts {
  const upstream = new Upstream(url)
  const kept = new KeptAttributes()
  const room = new WaitingRoom()
  const receiver = new Receiver(upstream, room)
  const duplicates = new Duplicates(upstream, kept)
  const [log, faults, holes] = [new WireLog(), new FaultBook(), new Set<ServerResponse>()]
  return { endpoint, upstream, log, faults, kept, room, receiver, duplicates, holes }
}

function release({ holes }: FrontParts): void {
  for (const response of holes) response.destroy()
}

async function serve(parts: FrontParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const url = new URL(request.url ?? '/', 'http://front')
  if (url.pathname.startsWith('/_front/')) {
    const operator = { log: parts.log, faults: parts.faults, release: () => release(parts) }
    return control(operator, request.method ?? '', url, body.toString(), response)
  }
  const gone = new AbortController()
  if (request.socket.destroyed) gone.abort()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const client: Call['client'] = {
    port: request.socket.remotePort ?? 0,
    userAgent: String(request.headers['user-agent'] ?? ''),
  }
  await exchange(parts, { headers: request.headers, body, response, gone: gone.signal, client })
}
