import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AcademyError } from '../errors/index.ts'
import type { SecretKeys } from './secret-keys.ts'

const algorithm = 'aes-256-gcm'
const version = Buffer.of(1)
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts and authenticates bytes: version, key id, nonce, ciphertext, tag (AES-256-GCM).
 * @param place what the bytes belong to, such as tenant and job: they can be opened there and nowhere else
 */
export function seal(keys: SecretKeys, place: string, content: Uint8Array): Buffer {
  const head = Buffer.concat([version, keys.id])
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, keys.sealing, nonce)
  cipher.setAAD(Buffer.concat([head, Buffer.from(place)]))
  return Buffer.concat([head, nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

/**
 * The content of sealed bytes.
 * @throws AcademyError `internal_error` when they were sealed by another key or elsewhere, or were changed
 */
export function openSealed(keys: SecretKeys, place: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed)
  const head = Buffer.concat([version, keys.id])
  if (!bytes.subarray(0, head.length).equals(head)) throw unopened('they were sealed by another key')
  const content = bytes.subarray(head.length + nonceBytes, -tagBytes)
  const decipher = createDecipheriv(algorithm, keys.sealing, bytes.subarray(head.length, head.length + nonceBytes))
  decipher.setAAD(Buffer.concat([head, Buffer.from(place)]))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(content), decipher.final()])
  } catch (error) {
    throw unopened('they were changed, or belong elsewhere', error)
  }
}

function unopened(why: string, cause?: unknown): AcademyError {
  return new AcademyError('internal_error', `sealed bytes cannot be opened: ${why}`, { cause })
}
