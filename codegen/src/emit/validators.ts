import type { Contract } from '../contract/model.ts'
import { camelCase, isDocument, typeNameOf } from '../contract/names.ts'
import { inlineSchema } from '../schemas/inline.ts'
import { type BodyValidator, httpBodies } from './http-bodies.ts'
import { httpParameterValidators, type ParametersValidator } from './http-parameters.ts'
import { type GeneratedFile, generated } from './output.ts'
import { compileValidators, moduleOf } from './standalone.ts'

interface Validator {
  name: string
  file: string
  pointer: string
  open: boolean
}

/** Patterns in place of format libraries, so that every language agrees. */
const formats = (contract: Contract) =>
  Object.fromEntries(
    Object.entries(contract.asyncapi['x-formats'] as Record<string, string>).map(([name, pattern]) => [
      name,
      new RegExp(pattern, 'u'),
    ]),
  )

/** Validators as plain ESM without ajv, one module each, and the typed registry over them. */
export async function emitValidators(contract: Contract): Promise<GeneratedFile[]> {
  const bodies = httpBodies(contract)
  const parameters = httpParameterValidators(contract)
  const documents = [...documentValidators(contract), ...bodies.map((body) => ({ ...body, open: false }))]
  const sources = [
    ...uniqueByName(documents).map(({ name, file, pointer, open }) => ({
      name,
      place: `${file}#${pointer}`,
      inlined: inlineSchema(contract, file, pointer, open),
    })),
    ...parameters.map((each) => ({
      name: each.name,
      place: `openapi.yaml: parameters of ${each.operationId}`,
      inlined: each,
    })),
  ]
  const names = sources.map(({ name }) => name)
  return [
    ...(await compileValidators(sources, formats(contract))),
    generated('validators.js', 'schemas/ and openapi.yaml', barrel(names)),
    generated('validators.d.ts', 'schemas/ and openapi.yaml', declarations(names)),
    generated('validate.ts', 'schemas/ and openapi.yaml', registry(contract, bodies, parameters)),
  ]
}

function documentValidators(contract: Contract): Validator[] {
  return [...contract.schemas]
    .filter(([file, schema]) => isDocument(file, schema))
    .flatMap(([file]) => {
      const name = camelCase(typeNameOf(file))
      const closed = { name, file, pointer: '', open: false }
      return file.startsWith('schemas/messages/')
        ? [closed, { ...closed, name: `${name}Received`, open: true }]
        : [closed]
    })
}

function barrel(names: string[]): string {
  return names
    .map((name) => `export { origins as ${name}Origins, validate as ${name} } from './${moduleOf(name)}'`)
    .join('\n')
}

function declarations(names: string[]): string {
  return `
/** What ajv's standalone code reports; it stays on the function until the next call. */
export interface RawError {
  instancePath: string
  schemaPath: string
  keyword: string
  params: Record<string, unknown>
  message?: string
}

export interface RawValidator {
  (value: unknown): boolean
  errors?: RawError[] | null
}

/** Pairs of a pointer into a flattened schema and the place in the contract where that part is written. */
export type Origins = readonly (readonly [at: string, origin: string])[]

${names.map((name) => `export declare const ${name}: RawValidator\nexport declare const ${name}Origins: Origins`).join('\n')}
`
}

function uniqueByName(validators: Validator[]): Validator[] {
  return [...new Map(validators.map((one) => [one.name, one])).values()]
}

function registry(contract: Contract, bodies: BodyValidator[], parameters: ParametersValidator[]): string {
  const documents = documentValidators(contract).filter(({ open }) => !open)
  const messages = documents.filter(({ file }) => file.startsWith('schemas/messages/'))
  const types = Object.entries(contract.asyncapi['x-job-types'])
  const line = (key: string, name: string) => `  ${key}: validator(raw.${name}, raw.${name}Origins),`
  const requests = bodies.filter(({ status }) => status === undefined)
  const responses = Map.groupBy(
    bodies.filter(({ status }) => status !== undefined),
    ({ operationId }) => operationId,
  )
  return `
import { type Validator, validator } from '../contract/violations.ts'
import type { JobType } from './jobs.ts'
import type { WireDocuments } from './types.ts'
import * as raw from './validators.js'

/** Validators of every document, closed: an unknown field is a violation. Empty result: valid. */
export const validate: { readonly [Name in keyof WireDocuments]: Validator<WireDocuments[Name]> } = {
${documents.map(({ name }) => line(name, name)).join('\n')}
}

/** What a sender checks before it sends: unknown fields are violations. */
export const validateForSend = {
${messages.map(({ name }) => `  ${name}: validate.${name},`).join('\n')}
} as const

/** What a receiver checks: unknown fields are kept and ignored. */
export const validateReceived: { readonly [Name in keyof typeof validateForSend]: Validator<WireDocuments[Name]> } = {
${messages.map(({ name }) => line(name, `${name}Received`)).join('\n')}
}

/** Validators of the payload of each job type. */
export const validatePayload: Readonly<Record<JobType, Validator>> = {
${types.map(([jobType, policy]) => `  ${jobType}: validate.${camelCase(typeNameOf(policy.payload))},`).join('\n')}
}

/** Validators of the result of each job type. */
export const validateResult: Readonly<Record<JobType, Validator>> = {
${types.map(([jobType, policy]) => `  ${jobType}: validate.${camelCase(typeNameOf(policy.result))},`).join('\n')}
}

/** Validators of request bodies by operation: JSON, and the fields of multipart forms. */
export const validateRequestBody = {
${requests.map(({ operationId, name }) => line(operationId, name)).join('\n')}
} as const

/** Validators of the parameters of an operation: {path, query, header}, integers as numbers, headers in lower case. */
export const validateParameters = {
${parameters.map(({ operationId, name }) => line(operationId, name)).join('\n')}
} as const

/** Validators of answers by operation and status. */
export const validateResponse = {
${[...responses].map(([operationId, list]) => `  ${operationId}: {\n${list.map(({ status, name }) => `  ${line(String(status), name)}`).join('\n')}\n  },`).join('\n')}
} as const
`
}
