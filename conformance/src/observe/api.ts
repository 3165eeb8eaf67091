import { SignJWT } from 'jose'
import type { Contract } from '../contract/load.ts'
import type { History } from '../history/history.ts'
import type { Gate } from './gate.ts'

/** One HTTP answer, already recorded. */
export interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: an answer of the target has whatever shape it has; checks validate it.
  readonly body: any
  readonly seq: number
}

/** What to ask. */
export interface Question {
  /** Name under which checks find the exchange. */
  readonly label: string
  readonly operation: string
  readonly params?: Record<string, string>
  readonly tenant: string | null
  readonly json?: unknown
  readonly form?: FormData
  readonly headers?: Record<string, string>
}

/** Speaks HTTP with the target as a client would, operation by operation of openapi.yaml, and records each exchange. */
export class Api {
  readonly #base: string
  readonly #secret: Uint8Array
  readonly #contract: Contract
  readonly #history: History
  readonly #gate: Gate
  readonly #tokens = new Map<string, string>()

  constructor(base: string, jwtSecret: string, contract: Contract, history: History, gate: Gate) {
    this.#base = base.replace(/\/$/, '')
    this.#secret = new TextEncoder().encode(jwtSecret)
    this.#contract = contract
    this.#history = history
    this.#gate = gate
  }

  /** Asks beside others. Progress reads need no gate: they are what must never touch the database. */
  async ask(scenario: string, question: Question): Promise<Answer> {
    const operation = this.#contract.operations.get(question.operation)
    if (!operation) throw new Error(`openapi.yaml has no operation ${question.operation}`)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = question.params?.[name]
      if (value === undefined) throw new Error(`${question.operation} needs ${name}`)
      return encodeURIComponent(value)
    })
    const send = () => this.#send(scenario, question, operation.method, this.#base + path)
    return /progress/i.test(operation.path) ? send() : this.#gate.beside(send)
  }

  async #send(scenario: string, question: Question, method: string, url: string): Promise<Answer> {
    const headers: Record<string, string> = { ...question.headers }
    if (question.tenant !== null) headers.authorization = `Bearer ${await this.token(question.tenant)}`
    if (question.json !== undefined) headers['content-type'] = 'application/json'
    const started = performance.now()
    const response = await fetch(url, {
      method,
      headers,
      body: question.form ?? (question.json === undefined ? null : JSON.stringify(question.json)),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    const answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: parseIfJson(text),
    }
    const { seq } = this.#history.add(scenario, 'http', {
      label: question.label,
      operation: question.operation,
      method,
      url,
      tenant: question.tenant,
      ms: Math.round(performance.now() - started),
      ...answer,
    })
    return { ...answer, seq }
  }

  /** A token of a teacher of this tenant. */
  async token(tenant: string): Promise<string> {
    const known = this.#tokens.get(tenant)
    if (known !== undefined) return known
    const token = await new SignJWT({ tenant_id: tenant, role: 'owner' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject('conformance')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(this.#secret)
    this.#tokens.set(tenant, token)
    return token
  }
}

function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
