import { createHash, hkdfSync } from 'node:crypto'

/** Keys that are derived from one configured key, each for one purpose, so that no use weakens another. */
export interface SecretKeys {
  /** Names the configured key without telling it: what another key made is recognised, not misread. */
  readonly id: Buffer
  /** Authenticates one-time secrets. */
  readonly hashing: Buffer
  /** Encrypts what has to be handed over. */
  readonly sealing: Buffer
}

const keyBytes = 32
const idBytes = 4

/**
 * Derives the keys by HKDF-SHA256 (RFC 5869).
 * @param key the configuration's `ONE_TIME_SECRET_KEY`: at least 32 random bytes, as text
 * @example
 * const { oneTimeSecretKey } = config.imports
 * const keys = oneTimeSecretKey === undefined ? undefined : secretKeys(oneTimeSecretKey)
 */
export function secretKeys(key: string): SecretKeys {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', `academy one-time ${purpose}`, keyBytes))
  const id = createHash('sha256').update(derive('id')).digest().subarray(0, idBytes)
  return { id, hashing: derive('hashing'), sealing: derive('sealing') }
}
