import type { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

// biome-ignore lint/suspicious/noExplicitAny: a parsed YAML document of an outside file has no static shape.
type Yaml = any

/** Validates an answer of an operation: violations as sentences with a pointer into openapi.yaml. */
export type AnswerValidator = (operation: string, status: number, body: unknown) => readonly string[]

const id = 'https://contract.academy.example/openapi.yaml'
const methods = ['get', 'put', 'post', 'delete', 'patch']
const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')

/**
 * Compiles validators for the answers in openapi.yaml on first use. A status that the operation does not list is a
 * violation of its own.
 * @param ajv with every schema of schemas/ added under its `$id`
 */
export function answerValidator(ajv: Ajv2020, openapiText: string): AnswerValidator {
  const openapi: Yaml = parse(openapiText)
  ajv.addSchema({ $id: id, components: openapi.components, paths: openapi.paths } as object, id)
  const places = new Map<string, string>()
  for (const [path, item] of Object.entries<Yaml>(openapi.paths)) {
    for (const method of methods) {
      const operation = item[method]
      if (operation) places.set(operation.operationId, `#/paths/${escapePointer(path)}/${method}/responses`)
    }
  }
  return (operation, status, body) => {
    const place = places.get(operation)
    if (place === undefined) return [`openapi.yaml has no operation ${operation}`]
    const pointer = follow(openapi, `${place}/${status}`)
    if (pointer === undefined) return [`openapi.yaml${place}: status ${status} is not among the answers`]
    const content: Yaml = at(openapi, `${pointer}/content`)
    const type = Object.keys(content ?? {})[0]
    if (type === undefined) return []
    const schema = `${pointer}/content/${escapePointer(type)}/schema`
    const validate = ajv.getSchema(`${id}${schema}`) ?? ajv.compile({ $ref: `${id}${schema}` })
    if (validate(body)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, schemaPath }) =>
        `${instancePath || '/'} ${message} (openapi.yaml${schema} ${schemaPath})`,
    )
  }
}

const at = (document: Yaml, pointer: string): Yaml =>
  pointer
    .split('/')
    .slice(1)
    .reduce((value, part) => value?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document)

/** The place that a chain of local references leads to; undefined when there is nothing. */
function follow(document: Yaml, pointer: string): string | undefined {
  const value = at(document, pointer)
  if (value === undefined) return undefined
  return typeof value.$ref === 'string' ? follow(document, value.$ref) : pointer
}
