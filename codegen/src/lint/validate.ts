import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Contract, Json, JsonObject } from '../contract/model.ts'
import { inlineSchema } from '../schemas/inline.ts'

const compiled = new Map<string, ValidateFunction>()

/** What is wrong with a value that a schema of the contract describes, one line a violation. */
export function errorsOf(contract: Contract, file: string, pointer: string, value: Json): string[] {
  const validate = validatorOf(contract, file, pointer)
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'it'} ${message}`)
}

/** Why a schema file is no valid schema; undefined when it is one. */
export function compileError(contract: Contract, file: string): string | undefined {
  try {
    validatorOf(contract, file, '')
    return undefined
  } catch (error) {
    const { message } = error as Error
    // A reference that leads nowhere has a rule of its own.
    return / leads nowhere$/.test(message) ? undefined : message
  }
}

function validatorOf(contract: Contract, file: string, pointer: string): ValidateFunction {
  const formats = contract.asyncapi['x-formats'] as Record<string, string>
  const { schema } = inlineSchema(contract, file, pointer, false)
  const key = JSON.stringify([schema, formats])
  const validate = compiled.get(key) ?? compile(schema, formats)
  compiled.set(key, validate)
  return validate
}

function compile(schema: JsonObject, formats: Record<string, string>): ValidateFunction {
  const known = Object.fromEntries(Object.entries(formats).map(([name, pattern]) => [name, new RegExp(pattern, 'u')]))
  const options = {
    strict: true,
    strictRequired: false,
    strictTypes: false,
    strictTuples: false,
    discriminator: true,
    logger: false,
  } as const
  const ajv = new Ajv2020({ ...options, formats: { ...known, binary: true } })
  // An unknown format has a rule of its own.
  return ajv.compile(withKnownFormats(schema, new Set([...Object.keys(known), 'binary'])) as JsonObject)
}

function withKnownFormats(value: Json, known: Set<string>): Json {
  if (Array.isArray(value)) return value.map((item) => withKnownFormats(item, known))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(
    ([key, item]) => key !== 'format' || typeof item !== 'string' || known.has(item),
  )
  return Object.fromEntries(entries.map(([key, item]) => [key, withKnownFormats(item, known)]))
}
