// Not through the contract's index: its builders throw these errors.
import { errorCodes } from '../generated/error-codes.ts'
import type { ErrorCode } from '../generated/types.ts'

/** Stands on every instance, so that `instanceof` holds across two installed copies of the package. */
const brands = Symbol.for('@academy/sdk/errors')

/** What every error of the SDK may carry beside its code and message. */
export interface ErrorOptions {
  readonly cause?: unknown
  /** Facts for logs and answers; never personal data, never a secret. */
  readonly details?: Readonly<Record<string, unknown>>
  /** Seconds after which trying again makes sense, as a provider or a quota said. */
  readonly retryAfterSeconds?: number
}

/**
 * The base of all errors that the SDK throws. The message begins with `[code]`; the code stands in the contract's
 * table (`errorCodes`), which also says what to do about it.
 *
 * @example
 * try {
 *   await work()
 * } catch (error) {
 *   if (error instanceof AcademyError && error.retryable) await work()
 *   else throw error
 * }
 */
export class AcademyError extends Error {
  static readonly brand: string = 'AcademyError'

  readonly code: ErrorCode
  /** Whether trying the same again may help. The contract's table says it unless the class does. */
  readonly retryable: boolean
  readonly details?: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds?: number

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { readonly retryable?: boolean } = {}) {
    super(`[${code}] ${message}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? errorCodes[code]?.retryable ?? false
    if (options.details !== undefined) this.details = options.details
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds
    // Not from the constructor's name: a bundler may shorten it.
    Object.defineProperty(this, 'name', { value: new.target.brand, configurable: true, writable: true })
    Object.defineProperty(this, brands, { value: brandsOf(new.target) })
  }

  /** The message without its `[code]`, for people who see the code elsewhere. */
  get text(): string {
    return this.message.slice(this.code.length + 3)
  }
}

// `instanceof` is also true for instances of the same class out of another copy of the package.
Object.defineProperty(AcademyError, Symbol.hasInstance, { value: hasBrandOf })

function hasBrandOf(this: unknown, value: unknown): boolean {
  const own =
    typeof this === 'function' && Object.hasOwn(this, 'brand') ? (this as { brand?: unknown }).brand : undefined
  // A caller's own subclass has no brand: it is recognised the ordinary way.
  if (typeof own !== 'string') return Function.prototype[Symbol.hasInstance].call(this, value)
  if (typeof value !== 'object' || value === null) return false
  const carried = (value as { [brands]?: unknown })[brands]
  return Array.isArray(carried) && carried.includes(own)
}

function brandsOf(type: unknown): string[] {
  const found: string[] = []
  for (let each = type; typeof each === 'function'; each = Object.getPrototypeOf(each)) {
    if (Object.hasOwn(each, 'brand')) found.push((each as unknown as { brand: string }).brand)
  }
  return found
}
