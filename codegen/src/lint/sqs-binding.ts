import { createRequire } from 'node:module'
import Ajv from 'ajv'
import addFormatsModule from 'ajv-formats'
import type { Json } from '../contract/model.ts'

const require = createRequire(import.meta.url)
type Schema = { [key: string]: Json }

/** What the contract needs beyond the binding's own schema: every number is written down, none is left to a default. */
const needed = {
  type: 'object',
  required: ['queue', 'deadLetterQueue'],
  properties: {
    queue: {
      type: 'object',
      required: ['visibilityTimeout', 'receiveMessageWaitTime', 'messageRetentionPeriod', 'redrivePolicy'],
      properties: {
        redrivePolicy: {
          type: 'object',
          required: ['maxReceiveCount'],
          properties: { deadLetterQueue: { type: 'object', required: ['name'] } },
        },
      },
    },
    deadLetterQueue: { type: 'object', required: ['messageRetentionPeriod'] },
  },
}

/** Closes every object of the published schema, so that an unknown key is an error. Numbers must be bare numbers. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed)
  if (schema === null || typeof schema !== 'object') return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)])) as Schema
  if (copy.type === 'object' && copy.properties && copy.additionalProperties === undefined)
    copy.additionalProperties = false
  return copy
}

function compile() {
  const ajv = new Ajv.Ajv({ strict: false, allErrors: true })
  const addFormats =
    (addFormatsModule as unknown as { default?: typeof addFormatsModule.default }).default ?? addFormatsModule
  ;(addFormats as unknown as (ajv: unknown) => void)(ajv)
  ajv.addSchema(require('@asyncapi/specs/definitions/3.0.0/specificationExtension.json'))
  const binding = closed(require('@asyncapi/specs/bindings/sqs/0.3.0/channel.json')) as Schema
  return [ajv.compile(binding), ajv.compile(needed)]
}

let validators: ReturnType<typeof compile> | undefined

/** What is wrong with the SQS binding of a channel, as pointers into the binding. */
export function bindingErrors(binding: unknown): [pointer: string, message: string][] {
  validators ??= compile()
  return validators.flatMap((validate) => {
    if (validate(binding)) return []
    return (validate.errors ?? []).map((error): [string, string] => {
      const name = error.params.additionalProperty ?? error.params.missingProperty
      const place = name === undefined ? error.instancePath : `${error.instancePath}/${name}`
      return [
        place,
        error.keyword === 'additionalProperties'
          ? 'is not a setting of an SQS queue'
          : (error.message ?? error.keyword),
      ]
    })
  })
}
