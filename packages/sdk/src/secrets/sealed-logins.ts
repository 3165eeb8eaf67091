import type { TenantId } from '../contract/index.ts'
import { openSealed, seal } from './sealed-box.ts'
import type { SecretKeys } from './secret-keys.ts'

/** An account with its one-time first password, between the import that makes it and the owner's download. */
export interface FirstLogin {
  /** Row of the roster. */
  readonly row: number
  readonly role: 'student' | 'parent'
  readonly login: string
  readonly name: string
  /** In clear: never to be logged or stored. */
  readonly secret: string
}

/** The import that made the accounts. */
export interface LoginsOrigin {
  readonly tenantId: TenantId
  readonly jobId: string
}

/** Encrypts logins; they can be opened for the same tenant and job only. */
export function sealLogins(keys: SecretKeys, origin: LoginsOrigin, logins: readonly FirstLogin[]): Buffer {
  return seal(keys, placeOf(origin), Buffer.from(JSON.stringify(logins)))
}

/** @throws AcademyError `internal_error` when they belong to another import, were changed, or the key is another */
export function openLogins(keys: SecretKeys, origin: LoginsOrigin, sealed: Uint8Array): readonly FirstLogin[] {
  return JSON.parse(openSealed(keys, placeOf(origin), sealed).toString()) as FirstLogin[]
}

function placeOf({ tenantId, jobId }: LoginsOrigin): string {
  return `first_logins ${tenantId} ${jobId}`
}
