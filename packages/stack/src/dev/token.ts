import { createHmac } from 'node:crypto'

/** A bearer token as the host application's login would issue it (HS256). */
export function signToken(
  claims: { tenant: string; role: string; subject: string },
  secret: string,
  seconds: number,
): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const expires = Math.floor(Date.now() / 1000) + seconds
  const payload = { sub: claims.subject, tenant_id: claims.tenant, role: claims.role, exp: expires }
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
