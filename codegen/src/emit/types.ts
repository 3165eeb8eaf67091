import { posix } from 'node:path'
import { compile } from 'json-schema-to-typescript'
import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { camelCase, isDocument, isNamed, typeNameOf } from '../contract/names.ts'
import { type GeneratedFile, generated } from './output.ts'

/** Wire types: one TypeScript type for each schema that has a title. */
export async function emitTypes(contract: Contract): Promise<GeneratedFile> {
  const named = [...contract.schemas].filter(([, schema]) => isNamed(schema))
  const definitions: JsonObject = {}
  const properties: JsonObject = {}
  for (const [file, schema] of named) {
    definitions[typeNameOf(file)] = { ...(normalise(contract, schema, file) as JsonObject), title: typeNameOf(file) }
    if (isDocument(file, schema))
      properties[camelCase(typeNameOf(file))] = { $ref: `#/definitions/${typeNameOf(file)}` }
  }
  const root = {
    title: 'WireDocuments',
    description: 'Every document of the contract by the name of its validator.',
    type: 'object',
    required: Object.keys(properties),
    properties,
    definitions,
  }
  const text = await compile(root as never, 'WireDocuments', {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  const invented = /export (?:type|interface) (\w*\d)\b/.exec(text)
  if (invented)
    throw new Error(`schemas/: the type generator invented the name ${invented[1]}; give the schema a title of its own`)
  return generated('types.ts', 'schemas/', text)
}

const describingValues = new Set(['$schema', '$id', 'title', 'examples', 'default', 'unevaluatedProperties'])

/** Names become #/definitions, untitled files are written inline, and what describes only values goes. */
function normalise(contract: Contract, value: Json, file: string, named = false): Json {
  if (Array.isArray(value)) return value.map((item) => normalise(contract, item, file))
  if (value === null || typeof value !== 'object') return value
  if (!named && typeof value.$ref === 'string') return reference(contract, value.$ref, file)
  const result: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    if (!named && (describingValues.has(key) || key.startsWith('x-'))) continue
    result[key] = normalise(contract, item, file, !named && key === 'properties')
  }
  return named ? result : separateOwnFields(closeFreeObjects(result))
}

/** Fields beside an allOf become one more part of it; the type generator would invent a numbered name for them. */
function separateOwnFields(schema: JsonObject): JsonObject {
  const { allOf, properties, required, type, ...rest } = schema
  if (!Array.isArray(allOf) || !properties) return schema
  return {
    ...rest,
    allOf: [...allOf, { type: 'object', required: required ?? [], properties, additionalProperties: false }],
  }
}

function reference(contract: Contract, ref: string, file: string): Json {
  const target = posix.normalize(posix.join(posix.dirname(file), ref))
  const schema = contract.schemas.get(target)
  if (!schema) throw new Error(`${file}: $ref ${ref} leads nowhere`)
  if (isNamed(schema)) return { $ref: `#/definitions/${typeNameOf(target)}` }
  return normalise(contract, schema, target)
}

/** An object without properties of its own is a record, not an empty interface. */
function closeFreeObjects(schema: JsonObject): JsonObject {
  const free = schema.type === 'object' && !schema.properties && !schema.allOf && !schema.oneOf
  return free ? { ...schema, additionalProperties: true } : schema
}
