import { type TenantId, tenantId } from '@academy/sdk/contract'
import { RejectedInputError } from '@academy/sdk/errors'
import { jwtVerify } from 'jose'
import { type Identity, isRole } from '../../domain/identity.ts'
import { VerifiedTokens } from './verified-tokens.ts'

export type Authenticate = (authorization: string | undefined) => Promise<Identity>

/**
 * Verifies bearer tokens (HS256). The tenant and the role are the token's and nobody else's (P-26).
 * @throws RejectedInputError `unauthenticated`, without saying more than what to send
 */
export function authenticateWith(secret: string): Authenticate {
  const key = new TextEncoder().encode(secret)
  const verified = new VerifiedTokens()
  return async (authorization) => {
    const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) throw refused('send a bearer token')
    const known = verified.find(token)
    if (known) return known
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      requiredClaims: ['tenant_id', 'role', 'sub', 'exp'],
    }).catch((error) => {
      throw refused(error?.code === 'ERR_JWT_EXPIRED' ? 'the token has expired' : 'the token is not valid')
    })
    const tenant = readTenant(payload.tenant_id)
    if (tenant === null || !isRole(payload.role)) throw refused('the token names no tenant and role of this service')
    const identity = { tenantId: tenant, role: payload.role, subject: String(payload.sub) }
    verified.remember(token, identity, Number(payload.exp))
    return identity
  }
}

function readTenant(claim: unknown): TenantId | null {
  try {
    return typeof claim === 'string' ? tenantId(claim) : null
  } catch {
    return null
  }
}

function refused(what: string): RejectedInputError {
  return new RejectedInputError('unauthenticated', what)
}
