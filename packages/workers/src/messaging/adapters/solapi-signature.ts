import { createHmac, randomBytes } from 'node:crypto'

/** The account at the provider. */
export interface SolapiCredentials {
  readonly apiKey: string
  readonly apiSecret: string
}

/**
 * The value of Solapi's Authorization header: HMAC-SHA256 over date + salt under the API secret, in hex.
 * The provider refuses a date more than 15 minutes off, and a signature that it has seen before.
 * @param date ISO 8601, as it is signed
 * @param salt 12 to 64 bytes
 */
export function authorization(
  { apiKey, apiSecret }: SolapiCredentials,
  date: string = new Date().toISOString(),
  salt: string = randomBytes(16).toString('hex'),
): string {
  const signature = createHmac('sha256', apiSecret)
    .update(date + salt)
    .digest('hex')
  return `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signature}`
}
