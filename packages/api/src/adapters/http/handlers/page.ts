import type { PageRequest } from '../../../application/ports.ts'

/** The page that a list's query asks for; the contract's default limit was filled in when it was read. */
export function pageOf({ limit, cursor }: { limit?: number; cursor?: string }): PageRequest {
  if (limit === undefined) throw new TypeError('the contract has no default for limit')
  return { limit, ...(cursor !== undefined && { cursor }) }
}
