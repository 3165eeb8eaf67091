import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { escapePart, inlineSchema, type Origin, resolveRef } from '../schemas/inline.ts'
import { httpOperations } from './http-bodies.ts'

/** The parameters of one operation as one flattened schema {path, query, header}. */
export interface ParametersValidator {
  operationId: string
  name: string
  schema: JsonObject
  origins: Origin[]
}

/** One parameter, as far as reading it from a request needs it. */
export interface ParameterFacts {
  name: string
  in: 'path' | 'query' | 'header'
  /** How the text of the request becomes a value. */
  type: 'integer' | 'string'
  default?: Json
}

/** Facts of the parameters of every operation. Header names are in lower case. */
export function httpParameters(contract: Contract): [operationId: string, parameters: ParameterFacts[]][] {
  return httpOperations(contract).map(({ operationId, pointer, document }) => [
    operationId,
    parametersOf(contract, document, pointer).map(({ name, place, schema, fallback }) => ({
      name,
      in: place,
      type: schema.type === 'integer' ? 'integer' : 'string',
      ...(fallback === undefined ? {} : { default: fallback }),
    })),
  ])
}

/** Flattened schemas of the parameters of every operation; unknown query fields and headers are ignored. */
export function httpParameterValidators(contract: Contract): ParametersValidator[] {
  return httpOperations(contract).map(({ operationId, pointer, document }) => {
    const properties: Record<string, { properties: JsonObject; required: string[] }> = {}
    const origins: Origin[] = [{ at: '', origin: `openapi.yaml#${pointer}/parameters` }]
    for (const parameter of parametersOf(contract, document, pointer)) {
      const { place, name, schema, required } = parameter
      properties[place] ??= { properties: {}, required: [] }
      properties[place].properties[name] = schema
      if (required) properties[place].required.push(name)
      const at = `/properties/${place}/properties/${escapePart(name)}`
      origins.push({ at, origin: parameter.origin })
      origins.push(...parameter.origins.map((inner) => ({ ...inner, at: at + inner.at })))
    }
    const places = Object.entries(properties).map(([place, part]) => [place, { type: 'object', ...part }])
    return {
      operationId,
      name: `${operationId}Parameters`,
      schema: { type: 'object', properties: Object.fromEntries(places) as JsonObject },
      origins,
    }
  })
}

function parametersOf(contract: Contract, document: JsonObject, pointer: string) {
  return ((document.parameters ?? []) as JsonObject[]).map((entry, index) => {
    const own = { file: 'openapi.yaml', pointer: `${pointer}/parameters/${index}`, value: entry as Json }
    const target = typeof entry.$ref === 'string' ? resolveRef(contract, own.file, entry.$ref, own.pointer) : own
    const parameter = target.value as JsonObject
    const inlined = inlineSchema(contract, target.file, `${target.pointer}/schema`, false)
    const place = String(parameter.in) as ParameterFacts['in']
    return {
      name: place === 'header' ? String(parameter.name).toLowerCase() : String(parameter.name),
      place,
      required: parameter.required === true,
      schema: inlined.schema,
      fallback: (parameter.schema as JsonObject).default,
      origin: `${target.file}#${target.pointer}`,
      origins: inlined.origins,
    }
  })
}
