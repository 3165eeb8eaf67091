import type { ServerResponse } from 'node:http'
import type { FaultBook } from './faults.ts'
import { parseFault } from './faults.ts'
import type { WireLog } from './wire-log.ts'

/** The front's own routes, under `/_front/`. */
export interface Control {
  readonly log: WireLog
  readonly faults: FaultBook
  /** Cuts the connections that black holes hold. */
  release(): void
}

/**
 * `GET log?since=N` JSON lines · `POST fault` arms a fault and answers `{id}` · `DELETE fault[?id=N]` disarms it, or all
 * of them, and cuts what black holes hold.
 */
export function control(parts: Control, method: string, url: URL, body: string, response: ServerResponse): void {
  const route = `${method} ${url.pathname}`
  if (route === 'GET /_front/log') {
    const lines = parts.log
      .since(Number(url.searchParams.get('since') ?? 0))
      .map((entry) => `${JSON.stringify(entry)}\n`)
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(lines.join(''))
    return
  }
  if (route === 'POST /_front/fault') {
    arm(parts, body, response)
    return
  }
  if (route === 'DELETE /_front/fault') {
    const id = url.searchParams.get('id')
    parts.faults.clear(id === null ? undefined : Number(id))
    parts.release()
    response.writeHead(204).end()
    return
  }
  response.writeHead(404).end()
}

function arm(parts: Control, body: string, response: ServerResponse): void {
  const answer = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
  try {
    answer(201, { id: parts.faults.add(parseFault(JSON.parse(body))) })
  } catch (error) {
    answer(400, { error: (error as Error).message })
  }
}
