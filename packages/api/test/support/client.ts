import { type OperationId, objects, operations, type Violation, validateResponse } from '@academy/sdk/contract'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look at bodies of every shape; the contract has checked them
  readonly body: any
}

export interface CallOptions {
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, string | number>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a form or bytes are sent as they are. */
  readonly body?: unknown
}

export type TestClient = (id: OperationId, options?: CallOptions) => Promise<Answer>

/**
 * Calls operations by their id. Every answer is compared with the contract: a status or a body that it does not have
 * fails the test that caused it.
 */
export function client(url: string, token?: string): TestClient {
  return async (id, { path = {}, query = {}, headers = {}, body } = {}) => {
    const operation = operations[id]
    const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const raw = body instanceof FormData || body instanceof Uint8Array
    const answer = await fetch(`${url}${filled}${search.size > 0 ? `?${search}` : ''}`, {
      method: operation.method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !raw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    })
    const read = { status: answer.status, headers: answer.headers, body: await bodyOf(answer) }
    checkAnswer(id, read)
    return read
  }
}

/** A file's bytes, the document of any other answer, undefined for an answer without a body. */
async function bodyOf(answer: Response): Promise<unknown> {
  if (answer.status === 304) return undefined
  const file = answer.headers.get('content-type') === objects.rosterContentTypes[0]
  return file ? Buffer.from(await answer.arrayBuffer()) : answer.json()
}

// Answers of the contract that are no documents: files, and no body at all.
const withoutDocument: Readonly<Partial<Record<OperationId, readonly number[]>>> = {
  downloadRosterTemplate: [200, 304],
  downloadFailedRows: [200],
  downloadFirstLogins: [200],
}

function checkAnswer(id: OperationId, { status, headers, body }: Answer): void {
  if (!headers.get('x-correlation-id')) throw new Error(`${id} ${status} has no correlation id`)
  if (withoutDocument[id]?.includes(status)) {
    if (body !== undefined && !Buffer.isBuffer(body)) throw new Error(`${id} ${status} is no file`)
    return
  }
  const validators = validateResponse[id] as Readonly<Record<string, (value: unknown) => Violation[]>>
  const validate = validators[String(status)]
  if (!validate) throw new Error(`${id} answered ${status}, which the contract does not have: ${JSON.stringify(body)}`)
  const violations = validate(body)
  if (violations.length > 0)
    throw new Error(`${id} ${status}: ${JSON.stringify(violations)} in ${JSON.stringify(body)}`)
  const type = headers.get('content-type')
  const expected = status >= 400 && 'code' in body ? 'application/problem+json' : 'application/json'
  if (!type?.startsWith(expected)) throw new Error(`${id} ${status} has the content type ${type}`)
}
