import type { Origins, RawError, RawValidator } from '../generated/validators.js'

/** One broken rule of the contract. */
export interface Violation {
  /** JSON pointer into the value; empty is the whole value. */
  readonly pointer: string
  /** The rule, as file and pointer: schemas/common/tenant-id.json#/pattern. */
  readonly schemaPath: string
  readonly keyword: string
  readonly message: string
}

/** Checks a value; an empty list means that it is valid. The type parameter names the type of a valid value. */
export type Validator<_Valid = unknown> = (value: unknown) => Violation[]

/** Wraps a generated validator: its errors are copied, and each names the file its rule stands in. */
export function validator<Valid>(raw: RawValidator, origins: Origins): Validator<Valid> {
  return (value) => (raw(value) ? [] : withoutEchoes(raw.errors ?? []).map((error) => toViolation(error, origins)))
}

/** When the tag of a union is wrong, no branch was read, so each of its fields looks unknown: only the tag is at fault. */
function withoutEchoes(errors: RawError[]): RawError[] {
  const untagged = new Set(
    errors.filter(({ keyword }) => keyword === 'discriminator').map(({ instancePath }) => instancePath),
  )
  const missing = new Set(
    errors.filter(({ keyword }) => keyword === 'required').map((error) => error.instancePath + namedField(error)),
  )
  return errors.filter(({ keyword, instancePath, params }) => {
    if (keyword === 'unevaluatedProperties') return !untagged.has(instancePath)
    if (keyword === 'discriminator') return !missing.has(`${instancePath}/${String(params.tag)}`)
    return true
  })
}

function toViolation(error: RawError, origins: Origins): Violation {
  return {
    pointer: error.instancePath + namedField(error),
    schemaPath: contractPointer(error.schemaPath.replace(/^#/, ''), origins),
    keyword: error.keyword === 'discriminator' ? 'oneOf' : error.keyword,
    message: describe(error),
  }
}

/** An error about a field by its name stands on the object around it: the name completes the pointer. */
function namedField({ params, keyword }: RawError): string {
  const tag = keyword === 'discriminator' ? params.tag : undefined
  const name = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? tag
  return name === undefined ? '' : `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function contractPointer(schemaPath: string, origins: Origins): string {
  const path = schemaPath.replace(/\/discriminator$/, '/oneOf')
  let best: readonly [at: string, origin: string] = ['', '']
  for (const origin of origins) {
    const [at] = origin
    if ((path === at || path.startsWith(`${at}/`) || at === '') && at.length >= best[0].length) best = origin
  }
  return best[1] + path.slice(best[0].length)
}

function describe({ message, params, keyword }: RawError): string {
  if (Array.isArray(params.allowedValues)) return `must be one of ${params.allowedValues.join(', ')}`
  if (keyword === 'discriminator') return `${JSON.stringify(params.tagValue)} is none of the known values`
  if (keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return 'is not known'
  if (keyword === 'required') return 'is required'
  return message ?? `breaks ${keyword}`
}
