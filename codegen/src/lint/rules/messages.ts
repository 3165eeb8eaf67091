import type { Contract, Json, JsonObject } from '../../contract/model.ts'
import { inlineSchema } from '../../schemas/inline.ts'
import { inAsyncapi, type Place, type Rule } from '../rule.ts'

const envelopeFields = [
  'schema_version',
  'message_id',
  'type',
  'tenant_id',
  'job_id',
  'created_at',
  'correlation_id',
  'attempt',
]

/** Every message with its schema file and the flattened schema. */
function messages(contract: Contract): { name: string; file: string; schema: JsonObject }[] {
  return Object.entries(contract.asyncapi.components?.messages ?? {}).map(([name, message]) => {
    const file = String((message.payload as JsonObject | undefined)?.$ref ?? '').replace(/^\.\//, '')
    return { name, file, schema: inlineSchema(contract, file, '', false).schema }
  })
}

export const messageRules: Rule[] = [
  {
    id: 'message-tenant-required',
    because: 'a message without its tenant cannot be checked against anything (P-25)',
    stage: 'meaning',
    check: (contract) =>
      messages(contract).flatMap(({ file, schema }): Place[] =>
        requiredOf(schema).has('tenant_id') && typeof propertyOf(schema, 'tenant_id')?.pattern === 'string'
          ? []
          : [[file, '/required', 'tenant_id must be required and have a pattern']],
      ),
  },
  {
    id: 'message-envelope',
    because: 'workers of every language rely on these fields before they know the message',
    stage: 'meaning',
    check: (contract) =>
      messages(contract).flatMap(({ file, schema }): Place[] => {
        const required = requiredOf(schema)
        const missing = envelopeFields.filter((field) => field !== 'tenant_id' && !required.has(field))
        return missing.length === 0 ? [] : [[file, '/required', `must require ${missing.join(', ')}`]]
      }),
  },
  {
    id: 'message-tag-unique',
    because: 'a receiver tells the messages apart by their type alone',
    stage: 'meaning',
    check: (contract) => {
      const tags = messages(contract).map(({ file, schema }) => ({ file, tag: constOf(schema, 'type') }))
      return tags.flatMap(({ file, tag }, i): Place[] => {
        if (tag === undefined) return [[file, '/properties/type', 'must be a string const']]
        return tags.slice(0, i).some((other) => other.tag === tag)
          ? [[file, '/properties/type/const', `${tag} is already taken`]]
          : []
      })
    },
  },
  {
    id: 'message-fits-kind',
    because: 'a queue would carry work that its workers cannot do',
    stage: 'meaning',
    check: (contract) =>
      Object.entries(contract.asyncapi.channels).flatMap(([channel, { messages: carried, 'x-policy': policy }]) => {
        const kind = contract.asyncapi['x-fleets'][policy.fleet]?.kind
        return Object.entries(carried).flatMap(([name, { $ref }]): Place[] => {
          const message = messages(contract).find((each) => $ref === `#/components/messages/${each.name}`)
          const tag = message && constOf(message.schema, 'type')
          return kind === undefined || tag === undefined || tag === `${kind}.job`
            ? []
            : [
                inAsyncapi(
                  ['channels', channel, 'messages', name],
                  `carries ${tag ?? $ref}, its workers do ${kind}.job`,
                ),
              ]
        })
      }),
  },
  {
    id: 'message-examples',
    because: 'examples are the golden vectors of every implementation: what has none is tested by none',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi.components?.messages ?? {}).flatMap(([name, message]) => {
        const examples = (message.examples ?? []) as JsonObject[]
        const shown = new Set(examples.map(({ payload }) => (payload as JsonObject | undefined)?.job_type))
        const kind = name.replace(/Job$/, '')
        const types =
          kind === 'ai'
            ? Object.keys(asyncapi['x-job-types']).filter((type) => asyncapi['x-job-types'][type]?.kind === 'ai')
            : []
        const missing = types.filter((type) => !shown.has(type))
        if (examples.length === 0) return [inAsyncapi(['components', 'messages', name, 'examples'], 'needs an example')]
        return missing.map((type) =>
          inAsyncapi(['components', 'messages', name, 'examples'], `needs an example of ${type}`),
        )
      }),
  },
  {
    id: 'operation-both-ways',
    because: 'a channel that nobody sends to or nobody receives from is a mistake',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.keys(asyncapi.channels).flatMap((channel) => {
        const operations = Object.values(asyncapi.operations ?? {}).filter(
          (operation) => (operation.channel as JsonObject).$ref === `#/channels/${channel}`,
        )
        return ['send', 'receive']
          .filter((action) => !operations.some((operation) => operation.action === action))
          .map((action) => inAsyncapi(['channels', channel], `no operation has the action ${action}`))
      }),
  },
]

/** Names that a flattened schema requires, through allOf. */
function requiredOf(schema: JsonObject): Set<string> {
  const own = (schema.required ?? []) as string[]
  return new Set([...own, ...partsOf(schema).flatMap((part) => [...requiredOf(part)])])
}

function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  const own = ((schema.properties ?? {}) as Record<string, JsonObject>)[name]
  return (
    own ??
    partsOf(schema)
      .map((part) => propertyOf(part, name))
      .find((found) => found !== undefined)
  )
}

function constOf(schema: JsonObject, name: string): Json | undefined {
  return propertyOf(schema, name)?.const
}

function partsOf(schema: JsonObject): JsonObject[] {
  return (schema.allOf ?? []) as JsonObject[]
}
