import { expect, test } from 'vitest'
import { authorization } from '../../src/messaging/adapters/solapi-signature.ts'

// Computed with: printf '%s' "$date$salt" | openssl dgst -sha256 -hmac "$secret" -hex
const vectors = [
  {
    date: '2026-11-20T03:04:05Z',
    salt: 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
    secret: 'academy-test-secret',
    signature: '0b38035555c5b3b2891c087d43e1469f40ba3265fb1096c4529956ec835b5f9f',
  },
  {
    date: '2026-01-31T23:59:59.999Z',
    salt: '0123456789ab',
    secret: 'OTHER/secret+with=signs',
    signature: 'beb009afff61200213fd763cee554f0ed59e3723804ac45e75d3636b1fd93458',
  },
  {
    date: '2026-07-01T09:30:00+09:00',
    salt: 'ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba98',
    secret: '한글 비밀 키',
    signature: '2612416c46bc38c481357cb8adbf17cfc0aa0cf7a2e554fb49e1c0991e3bf666',
  },
]

test.each(vectors)('the signature of $date equals the fixed vector', ({ date, salt, secret, signature }) => {
  expect(authorization({ apiKey: 'NCSAYU7YDBXYORXC', apiSecret: secret }, date, salt)).toBe(
    `HMAC-SHA256 apiKey=NCSAYU7YDBXYORXC, date=${date}, salt=${salt}, signature=${signature}`,
  )
})

test('each request has its own salt of an allowed length, and a date of now', () => {
  const headers = [1, 2].map(() => authorization({ apiKey: 'KEY', apiSecret: 'secret' }))
  const salts = headers.map((header) => /salt=([^,]+)/.exec(header)?.[1] ?? '')
  expect(new Set(salts).size).toBe(2)
  for (const salt of salts) expect(Buffer.byteLength(salt)).toBeGreaterThanOrEqual(12)
  for (const salt of salts) expect(Buffer.byteLength(salt)).toBeLessThanOrEqual(64)
  const date = Date.parse(/date=([^,]+)/.exec(headers[0] ?? '')?.[1] ?? '')
  expect(Math.abs(Date.now() - date)).toBeLessThan(5000)
})
