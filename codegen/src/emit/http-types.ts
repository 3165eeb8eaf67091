import { posix } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { isNamed, typeNameOf } from '../contract/names.ts'
import { resolveRef } from '../schemas/inline.ts'
import { httpOperations } from './http-bodies.ts'
import { type GeneratedFile, generated } from './output.ts'

/** Types of paths, parameters, requests and answers, and the short ways to name one by its operationId. */
export async function emitHttpTypes(contract: Contract): Promise<GeneratedFile> {
  const document = contract.openapi
    ? bundle(contract)
    : { openapi: '3.1.0', info: { title: 'none', version: '0' }, paths: {} }
  const tree = await openapiTS(document as never, { alphabetize: false, defaultNonNullable: false, silent: true })
  const operations = httpOperations(contract).map(({ operationId }) => operationId)
  return generated(
    'http.ts',
    'openapi.yaml',
    `
${astToString(tree)}

type JsonOf<Body> = Body extends { content: infer Content } ? ContentOf<Content> : never

/** What a body is in code: the parsed document or form, or the bytes of any other type. */
export type ContentOf<Content> = {
  [Type in keyof Content]: Type extends \`application/\${string}json\` | 'multipart/form-data' ? Content[Type] : Uint8Array
}[keyof Content]

/** Body of the request of an operation, undefined where it has none. */
export type RequestBodyOf<Id extends keyof operations> = operations[Id] extends { requestBody?: infer Body } ? JsonOf<NonNullable<Body>> : undefined

/** Body of the answer of an operation with a status. */
export type ResponseBodyOf<Id extends keyof operations, Status extends keyof ResponsesOf<Id>> = JsonOf<ResponsesOf<Id>[Status]>

type ResponsesOf<Id extends keyof operations> = operations[Id] extends { responses: infer Responses } ? Responses : never

/** Parameters of an operation: path, query and header. */
export type ParametersOf<Id extends keyof operations> = operations[Id] extends { parameters: infer Parameters } ? Parameters : never
${operations.length === 0 ? '' : `\n/** Every operationId has its types. */\nexport type HttpOperationId = keyof operations\n`}`,
  )
}

/** openapi.yaml with every schema file it needs under components/schemas, by the name of its type. */
function bundle(contract: Contract): JsonObject {
  const used = new Map<string, Json>()
  const document = copy(contract.openapi as unknown as Json, 'openapi.yaml', false) as JsonObject
  const components = (document.components ?? {}) as JsonObject
  const schemas = {
    ...((components.schemas ?? {}) as JsonObject),
    ...Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return { ...document, components: { ...components, schemas } }

  function copy(value: Json, file: string, named: boolean): Json {
    if (Array.isArray(value)) return value.map((item) => copy(item, file, false))
    if (value === null || typeof value !== 'object') return value
    if (!named && typeof value.$ref === 'string') return reference(value.$ref, file, value)
    const entries = Object.entries(value).filter(
      ([key]) => named || !['$schema', '$id', 'examples', 'example'].includes(key),
    )
    return Object.fromEntries(entries.map(([key, item]) => [key, copy(item, file, !named && key === 'properties')]))
  }

  function reference(ref: string, file: string, value: JsonObject): Json {
    if (ref.startsWith('#') && file === 'openapi.yaml') return value
    const target = resolveRef(contract, file, ref)
    const whole = contract.schemas.get(target.file)
    if (target.pointer !== '' || !whole || !isNamed(whole)) return copy(target.value, target.file, false)
    const name = typeNameOf(posix.normalize(target.file))
    if (!used.has(name)) {
      used.set(name, null)
      used.set(name, copy(whole, target.file, false))
    }
    return { $ref: `#/components/schemas/${name}` }
  }
}
