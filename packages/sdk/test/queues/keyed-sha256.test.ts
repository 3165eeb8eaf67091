import { createSqsClient } from '@academy/sdk/queues'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Checksum, SourceData } from '@smithy/types'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KeyedSha256 } from '../../src/queues/keyed-sha256.ts'

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'invented' }
const client = createSqsClient({ aws: { region: 'ap-northeast-2', credentials } } as never)
const { sha256: TheClients } = client.config

// A view into a larger buffer, as Node's crypto gives them.
const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((inner) => {
  const whole = new Uint8Array(inner.length + 16).fill(7)
  whole.set(inner, 8)
  return whole.subarray(8, 8 + inner.length)
})
const secrets = fc.oneof(
  fc.constant(undefined),
  fc.string({ minLength: 1 }),
  bytes,
  bytes.map((view) => view.slice().buffer),
)

it('gives the digests of the hash that the client signs with, whatever the secret, again and again', () => {
  const digestBy = async (
    Sha256: typeof KeyedSha256 | typeof TheClients,
    secret: SourceData | undefined,
    parts: Uint8Array[],
  ) => {
    const hash = new Sha256(secret) as Checksum
    hash.update(new Uint8Array([1]))
    hash.reset()
    for (const part of parts) hash.update(part)
    return Buffer.from(await hash.digest()).toString('hex')
  }
  return fc.assert(
    fc.asyncProperty(secrets, fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 3 }), async (secret, parts) => {
      const expected = await digestBy(TheClients, secret, parts)
      expect(await digestBy(KeyedSha256, secret, parts)).toBe(expected)
      expect(await digestBy(KeyedSha256, secret, parts)).toBe(expected) // its key is prepared now
    }),
  )
})

it('signs what AWS publishes as an example with the signature that AWS publishes', async () => {
  const signer = new SignatureV4({
    ...{ credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' } },
    ...{ region: 'us-east-1', service: 'service', sha256: KeyedSha256, applyChecksum: false },
  })
  const headers = { host: 'example.amazonaws.com' }
  const request = { method: 'GET', protocol: 'https:', hostname: headers.host, path: '/', query: {}, headers }
  const { headers: signed } = await signer.sign(request, { signingDate: new Date('2015-08-30T12:36:00Z') })
  expect(signed.authorization).toMatch(/Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31$/)
})
