import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { RejectedInputError } from '@academy/sdk/errors'
import type { FirstPasswords, PasswordMaker } from '../application/ports.ts'

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
 * First passwords hashed by scrypt: `fixed` once an import, `phone_last4` once a distinct value. `random` needs a way
 * to hand one-time secrets over and is refused until there is one.
 */
export function createPasswordMaker(secrets: Secrets): PasswordMaker {
  return {
    make: async (mode, name = defaultSecret) => {
      if (mode === 'phone_last4') return byLastDigits()
      if (mode !== 'fixed')
        throw new RejectedInputError('option_not_available', `password_mode ${mode} does not exist yet`)
      const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined
      if (!secret) throw new RejectedInputError('option_not_available', `No first password is configured as ${name}`)
      const hash = await hashPassword(secret, fullCost)
      return { prepare: async () => {}, hash: () => hash }
    },
  }
}

function byLastDigits(): FirstPasswords {
  const hashes = new Map<string, string>()
  return {
    prepare: async (phones) => {
      const wanted = new Set(phones.map((phone) => phone.slice(-lastDigits)))
      const missing = [...wanted].filter((digits) => !hashes.has(digits))
      const made = missing.map(async (digits) => hashes.set(digits, await hashPassword(digits, costOfFourDigits)))
      await Promise.all(made)
    },
    hash: (phone) => {
      const hash = hashes.get(phone.slice(-lastDigits))
      if (!hash) throw new Error('a first password was not prepared')
      return hash
    },
  }
}

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const parameters = { N: cost, r: 8, p: 1 }
  const salt = randomBytes(saltBytes)
  const hash = await derive(password, salt, hashBytes, parameters)
  const { N, r, p } = parameters
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}
