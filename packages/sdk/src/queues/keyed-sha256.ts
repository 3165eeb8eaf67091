import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto'
import type { Checksum, SourceData } from '@smithy/types'

// A signer keeps the bytes of its signing key for a day.
const keys = new WeakMap<object, KeyObject>()

/**
 * SHA-256, or its HMAC with a secret, for AWS's signer: each key is made ready once, which takes longer than the rest of
 * a signature (an HMAC with a key of bytes takes Node 16 µs, with a prepared one 2.5 µs).
 */
export class KeyedSha256 implements Checksum {
  private readonly secret: SourceData | undefined
  private hash: Hash | Hmac

  constructor(secret?: SourceData) {
    this.secret = secret
    this.hash = begin(secret)
  }

  update(data: Uint8Array): void {
    this.hash.update(data)
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest()
  }

  reset(): void {
    this.hash = begin(this.secret)
  }
}

function begin(secret: SourceData | undefined): Hash | Hmac {
  if (secret === undefined) return createHash('sha256')
  return createHmac('sha256', typeof secret === 'string' ? secret : keyOf(secret))
}

function keyOf(secret: ArrayBuffer | ArrayBufferView): KeyObject {
  const known = keys.get(secret)
  if (known) return known
  const bytes = ArrayBuffer.isView(secret)
    ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
    : Buffer.from(secret)
  const key = createSecretKey(bytes)
  keys.set(secret, key)
  return key
}
