import { randomBytes } from 'node:crypto'
import { rosterFiles, tenantId } from '@academy/sdk/contract'
import { describe, expect, test } from 'vitest'
import {
  hashOneTimeSecret,
  newOneTimeSecret,
  openLogins,
  openSealed,
  seal,
  sealLogins,
  secretKeys,
  verifyOneTimeSecret,
} from '../../src/secrets/index.ts'

const keys = secretKeys('one key of the configuration, long enough')
const otherKeys = secretKeys('another key of the configuration, as long')

describe('one-time secrets', () => {
  test('carry the contract’s 80 bits, in letters that nobody confuses, and never repeat', () => {
    expect(rosterFiles.firstLogins.entropyBits).toBe(80)
    const made = Array.from({ length: 2_000 }, newOneTimeSecret)
    for (const secret of made) expect(secret).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(new Set(made).size).toBe(made.length)
    // Every letter at every place: no bit is lost on the way from bytes to letters.
    for (const place of [0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18]) {
      expect(new Set(made.map((secret) => secret[place])).size).toBe(32)
    }
  })

  test('P-44 are stored as a keyed hash that says nothing without the key', () => {
    const secret = newOneTimeSecret()
    const hash = hashOneTimeSecret(keys, secret)
    expect(hash).toMatch(/^hmac\$sha256\$[\w-]{6}\$[\w-]{43}$/)
    expect(verifyOneTimeSecret(keys, secret, hash)).toBe(true)
    expect(verifyOneTimeSecret(keys, newOneTimeSecret(), hash)).toBe(false)
    expect(verifyOneTimeSecret(otherKeys, secret, hash)).toBe(false)
    expect(verifyOneTimeSecret(keys, secret, 'scrypt$16384$8$1$x$y')).toBe(false)
  })

  test('are recognised however somebody copies them from paper', () => {
    const hash = hashOneTimeSecret(keys, 'K7Q0-1MF9-9VTA-ZP3D')
    for (const typed of ['k7q0-1mf9-9vta-zp3d', 'K7QO LMF9 9VTA ZP3D', ' k7qoimf99vtazp3d '])
      expect([typed, verifyOneTimeSecret(keys, typed, hash)]).toEqual([typed, true])
  })
})

describe('sealed bytes', () => {
  const content = randomBytes(1_000)

  test('are opened by their key at their place, and the same content never looks the same', () => {
    const [one, other] = [seal(keys, 'here', content), seal(keys, 'here', content)]
    expect(openSealed(keys, 'here', one)).toEqual(content)
    expect(one.equals(other)).toBe(false)
    expect(one.includes(content.subarray(0, 8))).toBe(false)
  })

  test('are refused elsewhere, changed anywhere, cut or sealed by another key', () => {
    const sealed = seal(keys, 'here', content)
    expect(() => openSealed(keys, 'there', sealed)).toThrow(/changed, or belong elsewhere/)
    expect(() => openSealed(otherKeys, 'here', sealed)).toThrow(/another key/)
    for (const at of [0, 3, 6, 18, 500, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => openSealed(keys, 'here', changed), `byte ${at}`).toThrow(/cannot be opened/)
    }
    expect(() => openSealed(keys, 'here', sealed.subarray(0, -1))).toThrow(/cannot be opened/)
    expect(() => openSealed(keys, 'here', Buffer.alloc(0))).toThrow(/cannot be opened/)
  })

  test('P-25 logins are opened for their own tenant and job only', () => {
    const origin = { tenantId: tenantId('haneul'), jobId: '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a70' }
    const logins = [{ row: 2, role: 'student', login: 'thaneul_A00000', name: '김하늘', secret: 'X' }] as const
    const sealed = sealLogins(keys, origin, logins)
    expect(openLogins(keys, origin, sealed)).toEqual(logins)
    expect(() => openLogins(keys, { ...origin, tenantId: tenantId('bada') }, sealed)).toThrow(/cannot be opened/)
    const jobId = '0192f3c1-7a10-7cc2-9a4e-1f2d3c4b5a71'
    expect(() => openLogins(keys, { ...origin, jobId }, sealed)).toThrow(/cannot be opened/)
  })
})
