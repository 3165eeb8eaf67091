import { inspect } from 'node:util'
import { ConfigurationError } from '../errors/index.ts'

/** Stands where a secret was. */
export const redacted = '[redacted]'

const secretNames = /secret|password|passwd|token|authorization|cookie|api_?key|access_?key/i

/** Paths for pino's `redact`, so that a logged request or error never shows a secret (P-44). */
export const secretLogPaths: readonly string[] = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'apiSecret',
  'jwtSecret',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/**
 * A copy with everything secret replaced: values by the name of their field, passwords in URLs, at any depth.
 *
 * @example redact({ url: 'redis://:hunter2@cache:6379', jwtSecret: 'x' }) // { url: 'redis://:[redacted]@cache:6379', … }
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactUrl(value)
  if (Array.isArray(value)) return value.map(redact)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretNames.test(name) && item != null ? redacted : redact(item),
    ]),
  )
}

function redactUrl(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@]+(?=@)/gi, `$1${redacted}`)
}

/** Makes printing and serialising an object show its redacted copy; its fields stay readable by name. */
export function redactable<T extends object>(object: T): T {
  Object.defineProperties(object, {
    toJSON: { value: () => redact({ ...object }) },
    [inspect.custom]: { value: () => redact({ ...object }) },
  })
  return Object.freeze(object)
}

/** One part of the configuration. A field that this process did not ask for throws when it is read, not before. */
export function section<T extends object>(readers: { readonly [K in keyof T]: () => T[K] }): T {
  const fields: PropertyDescriptorMap = {}
  for (const [name, read] of Object.entries(readers) as [string, () => unknown][]) {
    try {
      fields[name] = { value: read(), enumerable: true }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      fields[name] = { get: read, enumerable: false }
    }
  }
  return redactable(Object.defineProperties({}, fields) as T)
}
