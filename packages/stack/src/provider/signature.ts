import { createHmac, timingSafeEqual } from 'node:crypto'

/** What the provider says about a request's Authorization header; `null` means that it is in order. */
export type SignatureFault =
  | 'Unauthorized'
  | 'InvalidAPIKey'
  | 'InvalidSalt'
  | 'RequestTimeTooSkewed'
  | 'SignatureDoesNotMatch'
  | 'DuplicatedSignature'

const allowedSkewMs = 15 * 60_000
const form = /^HMAC-SHA256 apiKey=([^,\s]+), date=([^,\s]+), salt=([^,\s]+), signature=([0-9a-f]{64})$/i

/**
 * Checks Authorization headers as Solapi documents it: HMAC-SHA256 of date + salt, a date at most 15 minutes away, a
 * salt of 12 to 64 bytes, and a signature that was not used within those 15 minutes.
 */
export class SignatureCheck {
  readonly #apiKey: string
  readonly #apiSecret: string
  readonly #now: () => number
  readonly #used = new Map<string, number>()

  constructor(options: { apiKey: string; apiSecret: string; now?: () => number }) {
    this.#apiKey = options.apiKey
    this.#apiSecret = options.apiSecret
    this.#now = options.now ?? Date.now
  }

  /** Judges one header and, when it is in order, remembers its signature. */
  fault(authorization: string | undefined): SignatureFault | null {
    const parts = form.exec(authorization ?? '')
    if (!parts) return 'Unauthorized'
    const [, apiKey = '', date = '', salt = '', signature = ''] = parts
    if (apiKey !== this.#apiKey) return 'InvalidAPIKey'
    if (Buffer.byteLength(salt) < 12 || Buffer.byteLength(salt) > 64) return 'InvalidSalt'
    const skew = Math.abs(this.#now() - Date.parse(date))
    // Written so that a date that is none (NaN) is refused too.
    if (!(skew <= allowedSkewMs)) return 'RequestTimeTooSkewed'
    const expected = createHmac('sha256', this.#apiSecret)
      .update(date + salt)
      .digest()
    if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return 'SignatureDoesNotMatch'
    return this.#remember(signature.toLowerCase()) ? null : 'DuplicatedSignature'
  }

  #remember(signature: string): boolean {
    const now = this.#now()
    for (const [old, at] of this.#used) if (now - at > 2 * allowedSkewMs) this.#used.delete(old)
    if (this.#used.has(signature)) return false
    this.#used.set(signature, now)
    return true
  }
}
