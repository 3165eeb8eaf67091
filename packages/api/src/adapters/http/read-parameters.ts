import { type OperationId, operationParameters, validateParameters } from '@academy/sdk/contract'
import { ContractViolation } from '@academy/sdk/errors'
import type { FastifyRequest } from 'fastify'

export interface Parameters {
  readonly path: Record<string, unknown>
  readonly query: Record<string, unknown>
  readonly header: Record<string, string>
}

/**
 * The parameters that the contract has for an operation; what else a request carries is never looked at.
 * @throws ContractViolation that names each parameter that breaks it
 */
export function readParameters(
  id: OperationId,
  request: Pick<FastifyRequest, 'params' | 'query' | 'headers'>,
): Parameters {
  const sources = { path: request.params, query: request.query, header: request.headers } as Record<string, object>
  const found: Record<'path' | 'query' | 'header', Record<string, unknown>> = { path: {}, query: {}, header: {} }
  for (const { name, in: place, type, default: fallback } of operationParameters[id]) {
    const given = (sources[place] as Record<string, unknown>)[name]
    const value = given === undefined ? fallback : type === 'integer' ? toInteger(given) : given
    if (value !== undefined) found[place][name] = value
  }
  const violations = validateParameters[id](found)
  if (violations.length > 0) throw new ContractViolation(`the parameters of ${id}`, violations)
  return found as unknown as Parameters
}

/** Digits become a number; everything else stays and breaks the contract. */
export function toInteger(text: unknown): unknown {
  return typeof text === 'string' && /^-?[0-9]{1,16}$/.test(text) ? Number(text) : text
}
