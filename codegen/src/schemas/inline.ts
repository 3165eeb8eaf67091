import { posix } from 'node:path'
import type { Contract, Json, JsonObject } from '../contract/model.ts'

/** Where a part of an inlined schema came from: `at` is a pointer in the inlined one, `origin` a pointer into the contract. */
export interface Origin {
  at: string
  origin: string
}

export interface InlinedSchema {
  schema: JsonObject
  origins: Origin[]
}

const annotations = new Set([
  '$schema',
  '$id',
  'title',
  'description',
  'examples',
  'default',
  'deprecated',
  'summary',
  'externalDocs',
])

/**
 * Replaces every $ref by what it points to, so that a validator stands alone and each of its rules can be traced
 * to the file it is written in. Annotations and x- fields are dropped; a tagged oneOf gets the discriminator that
 * ajv (and only ajv) understands.
 * @param open receivers' variant: unknown fields are accepted everywhere.
 * @throws Error naming file and pointer when a $ref leads nowhere or in a circle.
 */
export function inlineSchema(contract: Contract, file: string, pointer: string, open: boolean): InlinedSchema {
  const origins: Origin[] = []
  const start = resolveRef(contract, file, `#${pointer}`)
  const schema = walk(start.value, start.file, start.pointer, '', [])
  return { schema: schema as JsonObject, origins }

  function walk(value: Json, inFile: string, inPointer: string, at: string, trail: string[]): Json {
    origins.push({ at, origin: `${inFile}#${inPointer}` })
    return copy(value, inFile, inPointer, at, trail)
  }

  function copy(value: Json, inFile: string, inPointer: string, at: string, trail: string[]): Json {
    if (Array.isArray(value))
      return value.map((item, i) => copy(item, inFile, `${inPointer}/${i}`, `${at}/${i}`, trail))
    if (value === null || typeof value !== 'object') return value
    if (typeof value.$ref === 'string') return follow(value.$ref, inFile, inPointer, at, trail)
    const named = /\/(properties|\$defs|patternProperties|dependentSchemas)$/.test(inPointer)
    const result: JsonObject = {}
    for (const [key, item] of Object.entries(value)) {
      if (!named && isDropped(key, item, open)) continue
      const isData = !named && (key === 'const' || key === 'enum')
      result[key] = isData
        ? item
        : copy(item, inFile, `${inPointer}/${escapePart(key)}`, `${at}/${escapePart(key)}`, trail)
    }
    return named ? result : tagged(result, `${inFile}#${inPointer}`, at)
  }

  /**
   * A tagged oneOf moves into an allOf of its own, with the discriminator: ajv judges a discriminator after
   * unevaluatedProperties of the same object and would take the fields of the branch for unknown.
   */
  function tagged(result: JsonObject, origin: string, at: string): JsonObject {
    const { oneOf, ...rest } = result
    const tag = Array.isArray(oneOf) && result.type === 'object' ? tagOf(oneOf) : undefined
    if (oneOf === undefined || tag === undefined) return result
    const parts = (rest.allOf ?? []) as Json[]
    const part = `${at}/allOf/${parts.length}`
    for (const entry of origins) {
      if (entry.at.startsWith(`${at}/oneOf/`)) entry.at = part + entry.at.slice(at.length)
    }
    origins.push({ at: part, origin })
    const union: JsonObject = { type: 'object', discriminator: { propertyName: tag }, oneOf }
    return { ...rest, allOf: [...parts, union] }
  }

  function follow(ref: string, inFile: string, inPointer: string, at: string, trail: string[]): Json {
    const target = resolveRef(contract, inFile, ref, inPointer)
    const key = `${target.file}#${target.pointer}`
    if (trail.includes(key)) throw new Error(`${inFile}#${inPointer}: $ref ${ref} leads in a circle`)
    return walk(target.value, target.file, target.pointer, at, [...trail, key])
  }
}

/** Finds what a $ref in a file points to. A file outside schemas/ is looked up among the two contracts. */
export function resolveRef(
  contract: Contract,
  file: string,
  ref: string,
  at = '',
): { file: string; pointer: string; value: Json } {
  const [path = '', pointer = ''] = ref.split('#')
  const target = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path))
  const document = documentOf(contract, target)
  let value = document as Json | undefined
  for (const part of pointer.split('/').slice(1)) value = child(value, unescapePart(part))
  if (value === undefined) throw new Error(`${file}#${at}: $ref ${ref} leads nowhere`)
  return { file: target, pointer, value }
}

function documentOf(contract: Contract, file: string): Json | undefined {
  if (file === 'openapi.yaml') return contract.openapi as unknown as Json
  if (file === 'asyncapi.yaml') return contract.asyncapi as unknown as Json
  return contract.schemas.get(file)
}

function child(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined
  return Array.isArray(value) ? value[Number(key)] : value[key]
}

function isDropped(key: string, item: Json, open: boolean): boolean {
  // A discriminator of the authors would not be ajv's; the lint refuses it.
  if (annotations.has(key) || key.startsWith('x-') || key === 'discriminator') return true
  return open && item === false && (key === 'additionalProperties' || key === 'unevaluatedProperties')
}

/** The property that every branch requires and fixes to a string of its own. */
function tagOf(branches: Json[]): string | undefined {
  const tags = branches.map((branch) => {
    const { properties, required } = branch as { properties?: Record<string, JsonObject>; required?: string[] }
    return (required ?? []).filter((name) => typeof properties?.[name]?.const === 'string')
  })
  return tags[0]?.find((name) => tags.every((names) => names.includes(name)))
}

export function escapePart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescapePart(part: string): string {
  return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
}
