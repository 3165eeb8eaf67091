import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type AnswerValidator, answerValidator } from './answers.ts'
import { loadSchemas, type SchemaSet } from './schemas.ts'

/** What the contract says about one channel, read from its SQS bindings and its policy. */
export interface Channel {
  readonly name: string
  readonly queueName: string
  readonly dlqName: string
  readonly fleet: string
  readonly tier: string | null
  readonly visibilitySeconds: number
  readonly retentionSeconds: number
  readonly dlqRetentionSeconds: number
  readonly waitSeconds: number
  readonly maxReceiveCount: number
  readonly leaseSeconds: number
  readonly marginSeconds: number
  readonly receiveVisibilitySeconds: number
  readonly maxProcessingSeconds: number
}

/** What the workers of one fleet have in common. */
export interface Fleet {
  readonly name: string
  readonly maxAttempts: number
  readonly deadAfterSeconds: number
  readonly recoveryGoalSeconds: number
}

/** One operation of openapi.yaml. */
export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly status: 'built' | 'planned'
}

/** A Redis document: its key template and the schema of its value. */
export interface RedisDocument {
  readonly name: string
  readonly key: string
  readonly schema: string
}

/** The contract, as the suite reads it: with its own parser, so that one bug cannot hide in both. */
export interface Contract {
  readonly revision: string
  readonly channels: readonly Channel[]
  readonly fleets: ReadonlyMap<string, Fleet>
  readonly jobTypes: ReadonlyMap<
    string,
    { readonly kind: string; readonly lowestTier: string; readonly built: boolean }
  >
  readonly redis: {
    readonly documents: readonly RedisDocument[]
    readonly inProgressTtlSeconds: number
    readonly finishedTtlSeconds: number | null
    readonly finishedCostDefenceTtlSeconds: number
    readonly resultLimitBytes: number
  }
  readonly ladder: readonly { readonly name: string; readonly height: number }[]
  readonly stagingTemplate: string
  readonly rosterTemplate: string
  readonly chunkRows: number
  readonly polling: readonly { readonly untilSeconds: number; readonly everySeconds: number }[]
  readonly operations: ReadonlyMap<string, Operation>
  readonly errorStatus: ReadonlyMap<string, number | null>
  readonly schemas: SchemaSet
  /** Whether a pointer such as `schemas/envelope.json#/required` leads to something in the contract. */
  readonly resolves: (pointer: string) => boolean
  /** What is wrong with an answer of an operation; empty when it keeps the contract. */
  readonly validateAnswer: AnswerValidator
}

// biome-ignore lint/suspicious/noExplicitAny: a parsed YAML document of an outside file has no static shape.
type Yaml = any

/**
 * Reads asyncapi.yaml, openapi.yaml and schemas/ below `root`.
 * @throws when a file is missing or a named value is not there: a contract that cannot be read is never "nothing to check"
 * @example const contract = loadContract('/srv/academy')
 */
export function loadContract(root: string): Contract {
  const asyncapi: Yaml = parse(readFileSync(join(root, 'asyncapi.yaml'), 'utf8'))
  const openapiText = readFileSync(join(root, 'openapi.yaml'), 'utf8')
  const openapi: Yaml = parse(openapiText)
  const schemas = loadSchemas(join(root, 'schemas'))
  return {
    revision: String(need(asyncapi, 'info.version')),
    channels: Object.entries(need(asyncapi, 'channels') as Record<string, Yaml>).map(toChannel),
    fleets: new Map(Object.entries(need(asyncapi, 'x-fleets') as Record<string, Yaml>).map(toFleet)),
    jobTypes: new Map(Object.entries(need(asyncapi, 'x-job-types') as Record<string, Yaml>).map(toJobType)),
    redis: toRedis(need(asyncapi, 'x-redis')),
    ladder: need(asyncapi, 'x-video.ladder') as { name: string; height: number }[],
    stagingTemplate: String(need(asyncapi, 'x-objects.video_staging')),
    rosterTemplate: String(need(asyncapi, 'x-objects.roster_source')),
    chunkRows: Number(need(asyncapi, 'x-bulk-imports.students.chunk_rows')),
    polling: (need(asyncapi, 'x-polling') as Yaml[]).map((step) => ({
      untilSeconds: step.until_seconds === 'forever' ? Number.POSITIVE_INFINITY : Number(step.until_seconds),
      everySeconds: Number(step.every_seconds),
    })),
    operations: readOperations(openapi),
    errorStatus: readErrorStatus(schemas),
    schemas,
    resolves: (pointer) => resolvePointer(pointer, { 'asyncapi.yaml': asyncapi, 'openapi.yaml': openapi }, schemas),
    validateAnswer: answerValidator(schemas.ajv, openapiText),
  }
}

function resolvePointer(pointer: string, yaml: Record<string, Yaml>, schemas: SchemaSet): boolean {
  const [file = '', path = ''] = pointer.split('#')
  let at: Yaml = yaml[file] ?? schemas.documents.get(file.replace(/^schemas\//, ''))
  for (const part of path.split('/').slice(1)) at = at?.[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  return at !== undefined && path !== ''
}

function need(value: Yaml, path: string): unknown {
  let at = value
  for (const key of path.split('.')) {
    at = at?.[key]
    if (at === undefined || at === null) throw new Error(`the contract says nothing about ${path}`)
  }
  return at
}

function toChannel([name, raw]: [string, Yaml]): Channel {
  const queue = need(raw, 'bindings.sqs.queue') as Yaml
  const dlq = need(raw, 'bindings.sqs.deadLetterQueue') as Yaml
  const policy = need(raw, 'x-policy') as Yaml
  return {
    name,
    queueName: String(need(queue, 'name')),
    dlqName: String(need(dlq, 'name')),
    fleet: String(need(policy, 'fleet')),
    tier: policy.tier ?? null,
    visibilitySeconds: Number(need(queue, 'visibilityTimeout')),
    retentionSeconds: Number(need(queue, 'messageRetentionPeriod')),
    dlqRetentionSeconds: Number(need(dlq, 'messageRetentionPeriod')),
    waitSeconds: Number(need(queue, 'receiveMessageWaitTime')),
    maxReceiveCount: Number(need(queue, 'redrivePolicy.maxReceiveCount')),
    leaseSeconds: Number(need(policy, 'lease_seconds')),
    marginSeconds: Number(need(policy, 'margin_seconds')),
    receiveVisibilitySeconds: Number(need(policy, 'receive_visibility_seconds')),
    maxProcessingSeconds: Number(need(policy, 'max_processing_seconds')),
  }
}

const toFleet = ([name, raw]: [string, Yaml]): [string, Fleet] => [
  name,
  {
    name,
    maxAttempts: Number(need(raw, 'max_attempts')),
    deadAfterSeconds: Number(need(raw, 'dead_after_seconds')),
    recoveryGoalSeconds: Number(need(raw, 'recovery_goal_seconds')),
  },
]

const toJobType = ([name, raw]: [string, Yaml]): [string, { kind: string; lowestTier: string; built: boolean }] => [
  name,
  {
    kind: String(need(raw, 'kind')),
    lowestTier: String(need(raw, 'lowest_tier')),
    built: raw['x-status'] !== 'planned',
  },
]

function toRedis(raw: unknown): Contract['redis'] {
  const documents = need(raw, 'documents') as Record<string, Yaml>
  const finished = need(raw, 'finished_ttl_seconds')
  return {
    documents: Object.entries(documents).map(([name, document]) => ({
      name,
      key: String(need(document, 'key')),
      schema: String(need(document, 'schema')),
    })),
    inProgressTtlSeconds: Number(need(raw, 'in_progress_ttl_seconds')),
    finishedTtlSeconds: finished === 'none' ? null : Number(finished),
    finishedCostDefenceTtlSeconds: Number(need(raw, 'finished_cost_defence_ttl_seconds')),
    resultLimitBytes: Number(need(raw, 'result_limit_bytes')),
  }
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

function readOperations(openapi: Yaml): Map<string, Operation> {
  const found = new Map<string, Operation>()
  const base = String(openapi.servers?.[0]?.url ?? '').replace(/\/$/, '')
  for (const [path, item] of Object.entries(need(openapi, 'paths') as Record<string, Yaml>)) {
    for (const method of methods) {
      const operation = item[method]
      if (!operation) continue
      const id = String(need(operation, 'operationId'))
      const status = operation['x-status'] === 'planned' ? 'planned' : 'built'
      const full =
        path.startsWith('/api/') || path.startsWith('/health') || path.startsWith('/ready') ? path : base + path
      found.set(id, { id, method: method.toUpperCase(), path: full, status })
    }
  }
  if (found.size === 0) throw new Error('openapi.yaml has no operation')
  return found
}

function readErrorStatus(schemas: SchemaSet): Map<string, number | null> {
  const table = (schemas.documents.get('error-codes.json') as Yaml)?.['x-codes']
  if (!table) throw new Error('schemas/error-codes.json has no x-codes')
  return new Map(
    Object.entries(table as Record<string, Yaml>).map(([code, entry]) => [
      code,
      entry.http_status ?? entry.httpStatus ?? null,
    ]),
  )
}
