import { SignJWT } from 'jose'

export interface Claims {
  tenant_id: unknown
  role: unknown
  sub: string
  /** Seconds since 1970. */
  exp: number
}

/** A token of the owner of an academy, with other claims where they are given. */
export async function token(secret: string, claims: Partial<Claims>, algorithm = 'HS256'): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 600
  return new SignJWT({ tenant_id: 'haneul', role: 'owner', sub: 'user-1', exp, ...claims })
    .setProtectedHeader({ alg: algorithm })
    .sign(new TextEncoder().encode(secret))
}
