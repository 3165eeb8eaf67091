import type { Contract, JsonObject } from '../contract/model.ts'
import { httpOperations } from './http-bodies.ts'
import { httpParameters } from './http-parameters.ts'
import { type GeneratedFile, generated, literal } from './output.ts'

/** The table of HTTP operations. */
export function emitOperations(contract: Contract): GeneratedFile {
  const operations = httpOperations(contract)
  const table = operations.map(({ operationId, method, path, document }) => [
    operationId,
    {
      method,
      path,
      status: document['x-status'] === 'planned' ? 'planned' : 'built',
      repeatable: repeatable(contract, document, method),
      public: Array.isArray(document.security) && document.security.length === 0,
      ...(takesForm(document) ? { form: true } : {}),
      ...(Array.isArray(document['x-roles']) ? { roles: document['x-roles'] } : {}),
    },
  ])
  const parameters = httpParameters(contract)
  return generated(
    'operations.ts',
    'openapi.yaml',
    `
/** One operation of the HTTP contract. A planned one answers 501 operation_not_available. */
export interface Operation {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS'
  /** Path with {parameters} as in the contract. */
  readonly path: string
  readonly status: 'built' | 'planned'
  /** Whether sending it twice does no more than once: as it is, under an idempotency key, or not at all (P-48). */
  readonly repeatable: 'always' | 'with_key' | 'never'
  /** Whether it is open to everybody; all others need a bearer token. */
  readonly public: boolean
  /** Whether its body is a multipart form; absent: JSON, or none. */
  readonly form?: true
  /** The only roles that may call it; absent: every role. */
  readonly roles?: readonly ('owner' | 'teacher' | 'assistant')[]
}

/** One parameter of an operation; a header's name is in lower case. */
export interface OperationParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly type: 'integer' | 'string'
  readonly default?: string | number
}

export const operations = ${literal(Object.fromEntries(table))} as const satisfies Record<string, Operation>

export type OperationId = keyof typeof operations

export const operationParameters: Readonly<Record<OperationId, readonly OperationParameter[]>> = ${literal(Object.fromEntries(parameters))}
`,
  )
}

function takesForm({ requestBody }: JsonObject): boolean {
  const { content } = (requestBody ?? {}) as { content?: JsonObject }
  return content !== undefined && 'multipart/form-data' in content
}

/** Reading methods always; others by x-idempotent, or when they take an idempotency key. */
function repeatable(contract: Contract, document: JsonObject, method: string): 'always' | 'with_key' | 'never' {
  if (['GET', 'HEAD', 'PUT', 'DELETE'].includes(method) || document['x-idempotent'] === true) return 'always'
  const own = httpParameters(contract).find(([id]) => id === document.operationId)?.[1] ?? []
  return own.some(({ name }) => name === 'idempotency-key') ? 'with_key' : 'never'
}
