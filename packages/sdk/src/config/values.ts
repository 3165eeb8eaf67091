/** Reads the text of one variable; throws a sentence that completes `NAME …` when it is wrong. */
export type Reader<T> = (text: string) => T

/** What is wrong with a variable's text. The text itself is never repeated: it may be a secret. */
export class ValueProblem extends Error {}

const loopbackHosts = /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)$/i

/** Values that people leave in place: refused wherever secrets count. */
const defaultSecrets =
  /^(|secret|password|passw0rd|changeme|change-me|default|example|test|dev|local|admin|root|postgres|academy|academy_(api|relay|worker|migrator))$/i
const repeated = /^(.{1,4})\1+$/s

export function text(value: string): string {
  return value
}

export function oneOf<T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value) => {
    const found = allowed.find((each) => each === value)
    if (found === undefined) throw new ValueProblem(`must be one of ${allowed.join(', ')}`)
    return found
  }
}

export function wholeNumber(from: number, to: number): Reader<number> {
  return (value) => {
    const number = Number(value)
    if (!/^\d+$/.test(value) || number < from || number > to)
      throw new ValueProblem(`must be a whole number from ${from} to ${to}`)
    return number
  }
}

export function flag(value: string): boolean {
  if (value !== '0' && value !== '1') throw new ValueProblem('must be 0 or 1')
  return value === '1'
}

export function url(...protocols: readonly string[]): Reader<string> {
  return (value) => {
    const parsed = URL.parse(value)
    const known = protocols.map((protocol) => `${protocol}://`).join(' or ')
    if (!parsed || !protocols.includes(parsed.protocol.slice(0, -1)))
      throw new ValueProblem(`must be a URL that begins with ${known}`)
    return value.replace(/\/+$/, '')
  }
}

/** Refuses a provider's address that leads to this machine or is not encrypted: a mock (P-36). */
export function realEndpoint(value: string): void {
  const { protocol, hostname } = new URL(value)
  if (protocol !== 'https:') throw new ValueProblem('must use https in production')
  if (loopbackHosts.test(hostname)) throw new ValueProblem('must not lead to this machine in production')
}

/** Refuses a secret that anybody could guess. */
export function strongSecret(bytes: number): (value: string) => void {
  return (value) => {
    if (Buffer.byteLength(value) < bytes)
      throw new ValueProblem(`must be a secret of at least ${bytes} bytes outside ACADEMY_ENV=local`)
    if (
      defaultSecrets.test(value) ||
      repeated.test(value) ||
      /change[-_ ]?me|example|insecure|local[-_]?only/i.test(value)
    ) {
      throw new ValueProblem('must not be a default secret outside ACADEMY_ENV=local')
    }
  }
}

/** Refuses a URL whose password is absent or one that people leave in place. */
export function strongPasswordInUrl(value: string): void {
  const { password } = new URL(value)
  if (defaultSecrets.test(decodeURIComponent(password))) {
    throw new ValueProblem('must carry a password that is no default outside ACADEMY_ENV=local')
  }
}
