import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { camelCase, pascalCase, typeNameOf } from '../contract/names.ts'
import { escapePart, resolveRef } from '../schemas/inline.ts'

/** A body of the HTTP contract; status is undefined for a request. */
export interface BodyValidator {
  name: string
  operationId: string
  status: string | undefined
  file: string
  pointer: string
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']

/** Every operation with its place in openapi.yaml, in the order of the file. */
export function httpOperations({
  openapi,
}: Contract): { operationId: string; method: string; path: string; pointer: string; document: JsonObject }[] {
  return Object.entries(openapi?.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, document]) => ({
        operationId: String(document.operationId),
        method: method.toUpperCase(),
        path,
        pointer: `/paths/${escapePart(path)}/${method}`,
        document: document as JsonObject,
      })),
  )
}

/**
 * Every request and answer body that is JSON, and the fields of multipart forms. Bodies that are the same schema of
 * the contract share one validator, by its name.
 */
export function httpBodies(contract: Contract): BodyValidator[] {
  return httpOperations(contract).flatMap(({ operationId, pointer, document }) => {
    const request = bodySchema(contract, document.requestBody, `${pointer}/requestBody`)
    const responses = Object.entries((document.responses ?? {}) as JsonObject).flatMap(([status, response]) => {
      const place = bodySchema(contract, response, `${pointer}/responses/${status}`)
      return place
        ? [{ ...place, status, operationId, name: nameOf(place, `${operationId}Response${pascalCase(status)}`) }]
        : []
    })
    return [
      ...(request
        ? [{ ...request, status: undefined, operationId, name: nameOf(request, `${operationId}Request`) }]
        : []),
      ...responses,
    ]
  })
}

type Place = { file: string; pointer: string }

/** A whole schema file has its validator already; a component has one for all its uses. */
function nameOf({ file, pointer }: Place, own: string): string {
  if (pointer === '') return camelCase(typeNameOf(file))
  const component = /^\/components\/schemas\/(\w+)$/.exec(pointer)?.[1]
  return component ? `http${component}` : own
}

function bodySchema(contract: Contract, body: Json | undefined, pointer: string): Place | undefined {
  if (body === undefined) return undefined
  const place = follow(contract, { file: 'openapi.yaml', pointer, value: body })
  const content = ((place.value as JsonObject).content ?? {}) as JsonObject
  const type = Object.keys(content).find((name) => /^(application\/([a-z.]+\+)?json|multipart\/form-data)\b/.test(name))
  const schema = type === undefined ? undefined : (content[type] as JsonObject).schema
  if (type === undefined || schema === undefined) return undefined
  const { file, pointer: at } = follow(contract, {
    file: place.file,
    pointer: `${place.pointer}/content/${escapePart(type)}/schema`,
    value: schema,
  })
  return { file, pointer: at }
}

function follow(contract: Contract, from: Place & { value: Json }): Place & { value: Json } {
  let place = from
  while (typeof (place.value as JsonObject).$ref === 'string') {
    place = resolveRef(contract, place.file, String((place.value as JsonObject).$ref), place.pointer)
  }
  return place
}
