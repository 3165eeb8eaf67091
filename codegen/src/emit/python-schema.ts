import { posix } from 'node:path'
import type { Contract, JsonObject } from '../contract/model.ts'
import { isNamed, pascalCase, typeNameOf } from '../contract/names.ts'

/**
 * The schemas as the model generator for Python can read them: draft-07, one flat object a type, every enumeration
 * with a name of its own, constants as enumerations of one. What it cannot express (patterns, limits) is left to the
 * API and the workers, which validate.
 */
export function pythonSchemas(contract: Contract): JsonObject {
  const definitions: JsonObject = {}
  const properties: JsonObject = {}
  for (const [file, schema] of contract.schemas) {
    if (!isNamed(schema) && !Array.isArray(schema.enum)) continue
    const name = typeNameOf(file)
    definitions[name] = definition(contract, file, schema, name)
    properties[name] = { $ref: `#/definitions/${name}` }
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'AcademyContract',
    type: 'object',
    properties,
    definitions,
  }
}

function definition(contract: Contract, file: string, schema: JsonObject, name: string): JsonObject {
  const head = { $id: name, title: name, ...describe(schema) }
  if (Array.isArray(schema.enum)) return { ...head, type: schema.type ?? 'string', enum: schema.enum }
  const { fields, required } = flatten(contract, file, schema, name)
  return { ...head, type: 'object', properties: fields, required: [...required].sort(), additionalProperties: false }
}

/** All fields of an object, of what it includes by allOf, and of the branches of a tagged union. */
function flatten(
  contract: Contract,
  file: string,
  schema: JsonObject,
  name: string,
): { fields: JsonObject; required: Set<string> } {
  const fields: JsonObject = {}
  const required = new Set((schema.required ?? []) as string[])
  for (const part of (schema.allOf ?? []) as JsonObject[]) {
    const target = dereference(contract, file, part)
    const inner = flatten(contract, target.file, target.schema, name)
    Object.assign(fields, inner.fields)
    for (const field of inner.required) required.add(field)
  }
  for (const [field, value] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
    fields[field] = fieldType(contract, file, value, name + pascalCase(field))
  }
  if (Array.isArray(schema.oneOf))
    Object.assign(fields, unionFields(contract, file, schema.oneOf as JsonObject[], name))
  return { fields, required }
}

/** The tag becomes one enumeration, every other field the union of what the branches say. */
function unionFields(contract: Contract, file: string, branches: JsonObject[], name: string): JsonObject {
  const values = Map.groupBy(
    branches.flatMap((branch) => Object.entries((branch.properties ?? {}) as Record<string, JsonObject>)),
    ([field]) => field,
  )
  const fields: JsonObject = {}
  for (const [field, entries] of values) {
    const constants = entries.map(([, value]) => value.const).filter((value) => value !== undefined)
    const title = name + pascalCase(field)
    fields[field] =
      constants.length === entries.length
        ? { $id: title, title, type: 'string', enum: constants }
        : { anyOf: entries.map(([, value]) => fieldType(contract, file, value, title)) }
  }
  return fields
}

function fieldType(contract: Contract, file: string, value: JsonObject, title: string): JsonObject {
  if (typeof value.$ref === 'string') {
    const target = dereference(contract, file, value)
    const named = isNamed(target.schema) || Array.isArray(target.schema.enum)
    if (named) return { $ref: `#/definitions/${typeNameOf(target.file)}` }
    return fieldType(contract, target.file, target.schema, title)
  }
  const head = describe(value)
  if (value.const !== undefined) return { ...head, $id: title, title, type: 'string', enum: [value.const] }
  if (Array.isArray(value.enum)) return { ...head, $id: title, title, type: value.type ?? 'string', enum: value.enum }
  if (value.type === 'array')
    return { ...head, type: 'array', items: fieldType(contract, file, value.items as JsonObject, `${title}Item`) }
  if (value.type === 'object' && value.properties) throw new Error(`${file}: ${title} needs a schema file of its own`)
  if (value.type === 'object') return { ...head, type: 'object', additionalProperties: true }
  return { ...head, type: value.type ?? 'string' }
}

function dereference(contract: Contract, file: string, value: JsonObject): { file: string; schema: JsonObject } {
  if (typeof value.$ref !== 'string') return { file, schema: value }
  const target = posix.normalize(posix.join(posix.dirname(file), value.$ref))
  const schema = contract.schemas.get(target)
  if (!schema) throw new Error(`${file}: $ref ${value.$ref} leads nowhere`)
  return { file: target, schema }
}

/** Descriptions end up in literals of another language: nothing in them may end one. */
function describe(schema: JsonObject): { description?: string } {
  return typeof schema.description === 'string'
    ? { description: schema.description.replaceAll('*/', '* /').replaceAll("'''", "'") }
    : {}
}
