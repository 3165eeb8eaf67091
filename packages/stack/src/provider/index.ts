import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { errorAnswer, sendManyAnswer, sendOneAnswer } from './answers.ts'
import { control } from './control.ts'
import { json, parse, readBody } from './http.ts'
import type { ProviderMessage, Registration } from './registration.ts'
import { isAccepted, register } from './registration.ts'
import type { ProviderRequest } from './request.ts'
import type { OutcomeScript } from './scripts.ts'
import { ScriptBook } from './scripts.ts'
import { SignatureCheck } from './signature.ts'

export type { ProviderRequest } from './request.ts'
export type { OutcomeScript } from './scripts.ts'

/** A running stand-in for the provider. */
export interface Provider extends AsyncDisposable {
  readonly url: string
  readonly logUrl: string
  requests(): readonly ProviderRequest[]
  /** Adds an outcome, as `POST /_provider/script` does. */
  script(script: OutcomeScript): void
  stop(): Promise<void>
}

/**
 * Starts a stand-in for Solapi's message API on a free loopback port: it checks the HMAC signature, the date's skew and
 * the signature's reuse, registers messages by Solapi's rules (EUC-KR bytes, templates), answers in its format, and
 * records every request. Outcomes are scripted with `POST /_provider/script`; nothing is refused without a record.
 * @example const provider = await startProvider({ apiKey: 'key', apiSecret: 'secret' })
 */
export async function startProvider(options: {
  apiKey: string
  apiSecret: string
  /** The provider's clock in epoch milliseconds. */
  now?: () => number
}): Promise<Provider> {
  const stand = new StandIn(options)
  const server = createServer((request, response) => {
    stand.serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () => close(server)
  return {
    url,
    logUrl: `${url}/_provider/log`,
    requests: () => stand.log,
    script: (script) => stand.scripts.add(script),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

class StandIn {
  readonly log: ProviderRequest[] = []
  readonly scripts = new ScriptBook()
  readonly #signatures: SignatureCheck

  constructor(options: { apiKey: string; apiSecret: string; now?: () => number }) {
    this.#signatures = new SignatureCheck(options)
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const url = new URL(request.url ?? '/', 'http://provider')
    if (url.pathname.startsWith('/_provider/')) return control(this, request.method ?? '', url, body, response)
    await this.#api(request, url.pathname, body, response)
  }

  async #api(request: IncomingMessage, path: string, raw: string, response: ServerResponse): Promise<void> {
    const fault = this.#signatures.fault(request.headers.authorization)
    const body = parse(raw)
    const entry: ProviderRequest = {
      seq: this.log.length + 1,
      at: new Date().toISOString(),
      method: request.method ?? '',
      path,
      signed: fault === null,
      reason: fault,
      body: body ?? raw,
      accepted: [],
      status: null,
    }
    this.log.push(entry)
    const messages = fault === null ? messagesOf(request.method, path, body) : []
    if (fault !== null) return answer(response, entry, 403, errorAnswer(fault, `not authentic: ${fault}`))
    if (typeof messages === 'string') {
      entry.reason = messages
      return answer(response, entry, messages === 'ResourceNotFound' ? 404 : 400, errorAnswer(messages, messages))
    }
    await this.#send(entry, path, messages, body as Record<string, unknown>, response)
  }

  async #send(
    entry: ProviderRequest,
    path: string,
    messages: readonly ProviderMessage[],
    body: Record<string, unknown>,
    response: ServerResponse,
  ): Promise<void> {
    const script = this.scripts.take(messages.map((message) => String(message.to)))
    const taken = script === undefined || (script.accept ?? script.status === undefined)
    const registrations = taken ? messages.map(register) : []
    entry.accepted = registrations.filter(isAccepted).map(({ messageId }) => messageId)
    if (script?.hang_ms) await after(script.hang_ms, undefined, { ref: false })
    if (script?.drop_connection || response.destroyed) {
      entry.reason = response.destroyed ? 'the client went away' : 'connection dropped'
      response.destroy()
      return
    }
    if (script?.status !== undefined && script.status >= 400) {
      entry.reason = `scripted ${script.status}`
      const error = script.body ?? errorAnswer('ServiceUnavailable', `scripted ${script.status}`)
      return answer(response, entry, script.status, error, script.headers)
    }
    answer(response, entry, script?.status ?? 200, script?.body ?? usual(path, registrations, body), script?.headers)
  }
}

/** The messages of a send request, or the provider's name for what is wrong with it. */
function messagesOf(method: string | undefined, path: string, body: unknown): readonly ProviderMessage[] | string {
  const many = path === '/messages/v4/send-many/detail'
  if (method !== 'POST' || (!many && path !== '/messages/v4/send')) return 'ResourceNotFound'
  if (body === null || typeof body !== 'object') return 'ValidationError'
  const found = many ? (body as { messages?: unknown }).messages : [(body as { message?: unknown }).message]
  const wellFormed = Array.isArray(found) && found.length > 0 && found.every((each) => each && typeof each === 'object')
  return wellFormed ? (found as ProviderMessage[]) : 'ValidationError'
}

function usual(path: string, registrations: readonly Registration[], body: Record<string, unknown>): unknown {
  const [first] = registrations
  if (path.endsWith('/send') && first) return sendOneAnswer(first)
  return sendManyAnswer(registrations, body.showMessageList === true)
}

function answer(
  response: ServerResponse,
  entry: ProviderRequest,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  entry.status = status
  if (typeof body === 'string') response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body)
  else json(response, status, body, headers)
}
