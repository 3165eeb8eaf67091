// Generated from schemas/common/tenant-id.json by `pnpm codegen`. Do not edit.

import { ContractViolation } from '../errors/contract-violation.ts'

/** A tenant id that was checked. A plain string is none, so no key can be built from unchecked input. */
export type TenantId = string & { readonly __brand: 'TenantId' }

const pattern = /^[a-z0-9][a-z0-9-]{0,62}$/u

/**
 * Checks a tenant id.
 * @throws ContractViolation when the text is no tenant id.
 * @example redisKeys.jobStatus(tenantId('haneul-academy'), jobId)
 */
export function tenantId(value: string): TenantId {
  if (typeof value === 'string' && pattern.test(value)) return value as TenantId
  const message = 'must match pattern ' + pattern.source
  throw new ContractViolation('the tenant id', [
    { pointer: '', schemaPath: 'schemas/common/tenant-id.json#/pattern', keyword: 'pattern', message },
  ])
}
