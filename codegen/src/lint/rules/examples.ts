import type { Contract, Json, JsonObject } from '../../contract/model.ts'
import { inAsyncapi, type Place, pointerOf, type Rule } from '../rule.ts'
import { errorsOf } from '../validate.ts'
import { nodesOf } from '../walk.ts'

export const exampleRules: Rule[] = [
  {
    id: 'example-valid',
    because: 'examples are golden vectors: a wrong one teaches everybody the wrong thing',
    stage: 'meaning',
    check: (contract) => [...messageExamples(contract), ...schemaExamples(contract), ...httpExamples(contract)],
  },
  {
    id: 'default-valid',
    because: 'a default that its own schema refuses fails every request that leaves the field out',
    stage: 'meaning',
    check: (contract) =>
      files(contract).flatMap(([file, document]) =>
        nodesOf(file, document)
          .filter(
            ({ value, named }) =>
              !named && value.default !== undefined && (value.type !== undefined || value.enum !== undefined),
          )
          .flatMap(({ pointer, value }) =>
            errorsOf(contract, file, pointer, value.default as Json).map(
              (message): Place => [file, `${pointer}/default`, message],
            ),
          ),
      ),
  },
  {
    id: 'object-key-example-tenant',
    because: "a golden vector whose object key belongs to another tenant breaks the contract's own rule (P-25)",
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi.components?.messages ?? {}).flatMap(([name, message]) =>
        ((message.examples ?? []) as { payload: JsonObject }[]).flatMap(({ payload }, i) => {
          const fields = { ...payload, ...(typeof payload.payload === 'object' ? (payload.payload as JsonObject) : {}) }
          const foreign = Object.entries(fields).filter(
            ([key, value]) =>
              /(_key|_prefix)$/.test(key) &&
              typeof value === 'string' &&
              /^(tenants|excel)\//.test(value) &&
              value.split('/')[1] !== payload.tenant_id,
          )
          return foreign.map(([key]) =>
            inAsyncapi(
              ['components', 'messages', name, 'examples', i],
              `${key} lies outside the prefix of ${payload.tenant_id}`,
            ),
          )
        }),
      ),
  },
]

function messageExamples(contract: Contract): Place[] {
  return Object.entries(contract.asyncapi.components?.messages ?? {}).flatMap(([name, message]) => {
    const file = String((message.payload as JsonObject).$ref).replace(/^\.\//, '')
    return ((message.examples ?? []) as JsonObject[]).flatMap(({ payload }, i) =>
      errorsOf(contract, file, '', payload as Json).map((text) =>
        inAsyncapi(['components', 'messages', name, 'examples', i, 'payload'], text),
      ),
    )
  })
}

function schemaExamples(contract: Contract): Place[] {
  return [...contract.schemas].flatMap(([file, schema]) =>
    nodesOf(file, schema).flatMap(({ pointer, value, named }) => {
      if (named || !Array.isArray(value.examples)) return []
      return value.examples.flatMap((example, i) =>
        errorsOf(contract, file, pointer, example).map((text): Place => [file, `${pointer}/examples/${i}`, text]),
      )
    }),
  )
}

/** Bodies and parameters of openapi.yaml: `example`, or `examples` with a value each, beside their schema. */
function httpExamples(contract: Contract): Place[] {
  const document = (contract.openapi ?? {}) as unknown as Json
  return nodesOf('openapi.yaml', document).flatMap(({ pointer, value, named }) => {
    if (named || typeof value.schema !== 'object') return []
    const shown: [string[], Json][] = value.example === undefined ? [] : [[['example'], value.example]]
    for (const [name, entry] of Object.entries((value.examples ?? {}) as Record<string, JsonObject>)) {
      if (entry.value !== undefined) shown.push([['examples', name, 'value'], entry.value])
    }
    return shown.flatMap(([path, example]) =>
      errorsOf(contract, 'openapi.yaml', `${pointer}/schema`, example).map(
        (text): Place => ['openapi.yaml', pointer + pointerOf(path), text],
      ),
    )
  })
}

function files({ schemas, openapi }: Contract): [string, Json][] {
  return openapi ? [...schemas, ['openapi.yaml', openapi as unknown as Json]] : [...schemas]
}
