import type { Contract, JsonObject, OperationDocument } from '../contract/model.ts'
import { pointerOf } from './rule.ts'

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']

export interface PlacedOperation {
  path: string
  method: string
  pointer: string
  document: OperationDocument & { responses?: Record<string, JsonObject> }
}

/** Every operation of openapi.yaml with its place. */
export function operationsOf({ openapi }: Contract): PlacedOperation[] {
  return Object.entries(openapi?.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, document]) => ({ path, method, pointer: pointerOf(['paths', path, method]), document })),
  )
}

/** Health answers are made for load balancers: no token, no problem documents. */
export function isHealth(path: string): boolean {
  return /^\/(health|healthz|readyz)$/.test(path)
}
