import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { rosterFiles } from '../contract/index.ts'
import type { SecretKeys } from './secret-keys.ts'

// Crockford's base 32: no letter that is taken for a digit, none twice.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const bitsALetter = 5
const lettersAGroup = 4

/**
 * A new secret of the contract's entropy (80 bits) from the system's generator, in groups that people can copy.
 * @example newOneTimeSecret() // 'K7QX-04MF-9VTA-ZP3D'
 */
export function newOneTimeSecret(): string {
  const bytes = randomBytes(rosterFiles.firstLogins.entropyBits / 8)
  let letters = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= bitsALetter) {
      bits -= bitsALetter
      letters += alphabet[(held >> bits) & (alphabet.length - 1)]
    }
    held &= (1 << bits) - 1
  }
  return (letters.match(new RegExp(`.{1,${lettersAGroup}}`, 'g')) ?? []).join('-')
}

/**
 * `hmac$sha256$key$mac`, key and mac in base64url. Fast on purpose: a secret of 80 random bits is not guessed however
 * cheap a try is, and without the server's key nothing can be tried against a stolen table.
 */
export function hashOneTimeSecret(keys: SecretKeys, secret: string): string {
  const mac = createHmac('sha256', keys.hashing).update(normalise(secret)).digest('base64url')
  return ['hmac', 'sha256', keys.id.toString('base64url'), mac].join('$')
}

/**
 * Whether a secret as somebody typed it belongs to a hash: letter case, dashes and spaces do not matter, and O, I and L
 * count as the digits they are taken for. That it has not expired is the row's to say (`users.password_expires_at`).
 */
export function verifyOneTimeSecret(keys: SecretKeys, typed: string, hash: string): boolean {
  const expected = Buffer.from(hashOneTimeSecret(keys, typed))
  const stored = Buffer.from(hash)
  return expected.length === stored.length && timingSafeEqual(expected, stored)
}

function normalise(secret: string): string {
  return secret.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
}
