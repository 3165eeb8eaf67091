import type { Contract, Json, JsonObject } from '../../contract/model.ts'
import { inAsyncapi, type Place, type Rule } from '../rule.ts'
import { nodesOf } from '../walk.ts'

type ResultBranch = { job_type?: { const?: string }; result?: { $ref?: string } }

export const registryRules: Rule[] = [
  {
    id: 'job-type-registered',
    because: 'API, workers and messages must know the same job types (P-19)',
    stage: 'meaning',
    check: ({ asyncapi, schemas }) => {
      const registry = Object.keys(asyncapi['x-job-types'])
      const named = (schemas.get('schemas/common/job-type.json')?.enum ?? []) as string[]
      return [
        ...registry
          .filter((type) => !named.includes(type))
          .map((type): Place => ['schemas/common/job-type.json', '/enum', `lacks ${type}`]),
        ...named.filter((type) => !registry.includes(type)).map((type) => inAsyncapi(['x-job-types'], `lacks ${type}`)),
      ]
    },
  },
  {
    id: 'job-type-message',
    because: 'the message would let through a payload that the registry does not know (P-18)',
    stage: 'meaning',
    check: ({ asyncapi, schemas }) => {
      const branches = unionOf(schemas.get('schemas/messages/ai-job.json'))
      const ai = Object.entries(asyncapi['x-job-types']).filter(([, { kind }]) => kind === 'ai')
      return ai.flatMap(([type, { payload }]): Place[] => {
        const branch = branches.find((each) => each.properties.job_type.const === type)
        const ref = `../${payload.replace(/^schemas\//, '')}`
        return branch?.properties.payload.$ref === ref
          ? []
          : [['schemas/messages/ai-job.json', '/allOf/1/oneOf', `needs a branch for ${type} with the payload ${ref}`]]
      })
    },
  },
  {
    id: 'job-type-result',
    because: 'the API would answer with a result that the worker never writes (P-18)',
    stage: 'meaning',
    check: ({ asyncapi, openapi }) =>
      nodesOf('openapi.yaml', (openapi ?? {}) as unknown as Json)
        .filter(({ value, named }) => !named && Array.isArray(value.oneOf))
        .flatMap(({ pointer, value }) => {
          const branches = (value.oneOf as JsonObject[]).map((branch) => branch.properties as ResultBranch | undefined)
          if (!branches.every((branch) => branch?.job_type?.const && branch.result)) return []
          return Object.entries(asyncapi['x-job-types']).flatMap(([type, { result }]): Place[] => {
            const branch = branches.find((each) => each?.job_type?.const === type)
            if (branch?.result?.$ref === result) return []
            return [['openapi.yaml', `${pointer}/oneOf`, `needs a branch for ${type} with the result ${result}`]]
          })
        }),
  },
  {
    id: 'job-type-files',
    because: 'a payload or result without a schema is never checked (P-17)',
    stage: 'meaning',
    check: ({ asyncapi, schemas }) =>
      Object.entries(asyncapi['x-job-types']).flatMap(([type, entry]) =>
        (['payload', 'result'] as const).flatMap((field): Place[] =>
          schemas.has(entry[field]) ? [] : [inAsyncapi(['x-job-types', type, field], `${entry[field]} does not exist`)],
        ),
      ),
  },
  {
    id: 'job-type-served',
    because: 'a job of an unserved kind or an unknown plan would wait for ever',
    stage: 'meaning',
    check: ({ asyncapi, schemas }) => {
      const tiers = (schemas.get('schemas/common/tier.json')?.enum ?? []) as string[]
      const kinds = Object.values(asyncapi['x-fleets']).map(({ kind }) => kind)
      return Object.entries(asyncapi['x-job-types']).flatMap(([type, { kind, lowest_tier: tier }]) => [
        ...(kinds.includes(kind) ? [] : [inAsyncapi(['x-job-types', type, 'kind'], `no fleet does ${kind}`)]),
        ...(tiers.includes(tier) ? [] : [inAsyncapi(['x-job-types', type, 'lowest_tier'], `${tier} is no plan`)]),
      ])
    },
  },
  {
    id: 'job-type-isolated',
    because: 'work that ignores its signal can only be ended with its process (P-06)',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi['x-job-types']).flatMap(([type, { kind, isolated }]) =>
        isolated || (kind !== 'ai' && kind !== 'video')
          ? []
          : [inAsyncapi(['x-job-types', type, 'isolated'], 'all AI and video work runs in a child process')],
      ),
  },
  {
    id: 'status-known',
    because: 'a misspelt status would make the missing look built',
    stage: 'meaning',
    check: ({ asyncapi, openapi }) => [
      ...Object.entries(asyncapi['x-job-types'])
        .filter(([, entry]) => !['planned', undefined].includes(entry['x-status']))
        .map(([type, entry]) =>
          inAsyncapi(['x-job-types', type, 'x-status'], `${entry['x-status']} is not known; planned is the only one`),
        ),
      ...Object.entries(openapi?.paths ?? {}).flatMap(([path, item]) =>
        Object.entries(item)
          .filter(([, operation]) => !['planned', undefined].includes(operation?.['x-status']))
          .map(
            ([method, operation]): Place => [
              'openapi.yaml',
              `/paths/${path.replaceAll('/', '~1')}/${method}/x-status`,
              `${operation['x-status']} is not known; planned is the only one`,
            ],
          ),
      ),
    ],
  },
  {
    id: 'steps-rise',
    because: 'a bar that jumps back or stops short is worse than none (P-22)',
    stage: 'meaning',
    check: (contract) => Object.keys(contract.asyncapi['x-steps']).flatMap((type) => stepErrors(contract, type)),
  },
  {
    id: 'steps-for-built',
    because: 'a job type with a worker but without steps shows no progress (P-22)',
    stage: 'meaning',
    check: ({ asyncapi }) => [
      ...Object.entries(asyncapi['x-job-types'])
        .filter(([type, entry]) => entry['x-status'] === undefined && !asyncapi['x-steps'][type])
        .map(([type]) => inAsyncapi(['x-steps'], `lacks the steps of ${type}`)),
      ...Object.keys(asyncapi['x-steps'])
        .filter((type) => !asyncapi['x-job-types'][type])
        .map((type) => inAsyncapi(['x-steps', type], 'is no job type')),
    ],
  },
  {
    id: 'bulk-import-sound',
    because: 'a chunk out of bounds or a match key that is not copied breaks the import (M5)',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi['x-bulk-imports']).flatMap(([name, table]) => {
        const at = (field: string, message: string) => inAsyncapi(['x-bulk-imports', name, field], message)
        const columns = table.columns.map((column) => column.name)
        const strangers = table.match_key.filter(
          (column) => column !== table.tenant_column && !columns.includes(column),
        )
        const limits: [string, number, number][] = [
          ['chunk_rows', 200, 500],
          ['temporary_table_above_tuples', 1, 1000],
          ['temporary_table_above_rows', 1, 5000],
        ]
        return [
          ...limits
            .filter(([field, least, most]) => Number(table[field]) < least || Number(table[field]) > most)
            .map(([field, least, most]) => at(field, `${table[field]} is not within ${least} and ${most} (M5)`)),
          ...(table.match_key[0] === table.tenant_column
            ? []
            : [at('match_key', `must begin with ${table.tenant_column}`)]),
          ...(strangers.length === 0 ? [] : [at('match_key', `${strangers.join(', ')} is not among the columns`)]),
          ...(new Set(columns).size === columns.length ? [] : [at('columns', 'a column stands there twice')]),
        ]
      }),
  },
]

function stepErrors({ asyncapi }: Contract, type: string): Place[] {
  const steps = asyncapi['x-steps'][type] ?? []
  const places = steps.flatMap(({ name, percent: [from, to] }, i): Place[] => {
    const before = steps[i - 1]?.percent[1] ?? 0
    return from <= to && from >= before
      ? []
      : [inAsyncapi(['x-steps', type, i, 'percent'], `${name} goes from ${from} to ${to}, after ${before}`)]
  })
  const last = steps.at(-1)
  if (last?.name !== 'done' || last.percent[1] !== 100)
    places.push(inAsyncapi(['x-steps', type, steps.length - 1], 'the last step is done, at 100'))
  return places
}

function unionOf(schema: JsonObject | undefined) {
  type Branch = { properties: { job_type: { const: string }; payload: { $ref: string } } }
  const parts = (schema?.allOf ?? []) as { oneOf?: Branch[] }[]
  return parts.flatMap(({ oneOf }) => oneOf ?? [])
}
