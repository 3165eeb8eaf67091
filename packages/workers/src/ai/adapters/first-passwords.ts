import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { RejectedInputError } from '@academy/sdk/errors'
import type { SecretKeys } from '@academy/sdk/secrets'
import type { FirstPasswords, NewAccount, PasswordMaker } from '../application/ports.ts'
import { oneTimePasswords } from './one-time-passwords.ts'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt)
const fullCost = 16_384
// Four digits are guessed in ten thousand tries at any cost; what protects them is that they must be changed.
const costOfFourDigits = 4_096
const saltBytes = 16
const hashBytes = 32
const lastDigits = 4

/** Secrets by the name that a job's payload may give; the payload never holds the secret itself (P-44). */
export type Secrets = Readonly<Record<string, string | undefined>>

const defaultSecret = 'INITIAL_PASSWORD'

/**
 * First passwords by mode: `fixed` is hashed once an import and `phone_last4` once a distinct value, by scrypt; `random`
 * needs the key that one-time secrets are hashed and sealed with.
 */
export function createPasswordMaker(secrets: Secrets, oneTimeKeys?: SecretKeys): PasswordMaker {
  return {
    make: async (mode, name = defaultSecret, job) => {
      if (mode === 'phone_last4') return byLastDigits()
      if (mode === 'random') {
        if (!oneTimeKeys) throw notConfigured('No key for one-time first passwords is configured')
        return oneTimePasswords(oneTimeKeys, job)
      }
      const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined
      if (!secret) throw notConfigured(`No first password is configured as ${name}`)
      const hash = await hashPassword(secret, fullCost)
      return { ...lasting(() => hash), prepare: async () => {} }
    },
  }
}

function byLastDigits(): FirstPasswords {
  const hashes = new Map<string, string>()
  const hashOf = ({ phone }: NewAccount) => {
    const hash = hashes.get(phone.slice(-lastDigits))
    if (!hash) throw new Error('a first password was not prepared')
    return hash
  }
  return {
    ...lasting(hashOf),
    prepare: async (phones) => {
      const wanted = new Set(phones.map((phone) => phone.slice(-lastDigits)))
      const missing = [...wanted].filter((digits) => !hashes.has(digits))
      const made = missing.map(async (digits) => hashes.set(digits, await hashPassword(digits, costOfFourDigits)))
      await Promise.all(made)
    },
  }
}

/** Passwords that people know already: nothing expires, nothing is handed over. */
function lasting(hash: (account: NewAccount) => string): Omit<FirstPasswords, 'prepare'> {
  return { forChunk: () => ({ hash, keep: async () => {} }), handOver: async () => undefined }
}

function notConfigured(what: string): RejectedInputError {
  return new RejectedInputError('option_not_available', what)
}

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const parameters = { N: cost, r: 8, p: 1 }
  const salt = randomBytes(saltBytes)
  const hash = await derive(password, salt, hashBytes, parameters)
  const { N, r, p } = parameters
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}
