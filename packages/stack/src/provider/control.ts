import type { ServerResponse } from 'node:http'
import { json, parse } from './http.ts'
import type { ProviderRequest } from './request.ts'
import type { OutcomeScript, ScriptBook } from './scripts.ts'

/**
 * The stand-in's own routes: `GET /_provider/log[?since=SEQ]` (JSON lines), `POST /_provider/script` and
 * `DELETE /_provider/script` (back to the usual behaviour).
 */
export function control(
  state: { readonly log: readonly ProviderRequest[]; readonly scripts: ScriptBook },
  method: string,
  url: URL,
  raw: string,
  response: ServerResponse,
): void {
  const route = `${method} ${url.pathname}`
  if (route === 'GET /_provider/log') {
    const since = Number(url.searchParams.get('since') ?? 0)
    const lines = state.log.filter(({ seq }) => seq > since).map((entry) => `${JSON.stringify(entry)}\n`)
    response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(lines.join(''))
  } else if (route === 'POST /_provider/script') {
    const refusal = add(state.scripts, parse(raw))
    json(response, refusal === null ? 200 : 400, refusal === null ? { ok: true } : { error: refusal })
  } else if (route === 'DELETE /_provider/script') {
    state.scripts.clear()
    json(response, 200, { ok: true })
  } else {
    json(response, 404, { error: `no such control: ${route}` })
  }
}

function add(scripts: ScriptBook, script: unknown): string | null {
  if (script === null || typeof script !== 'object') return 'a JSON object is needed'
  try {
    scripts.add(script as OutcomeScript)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
