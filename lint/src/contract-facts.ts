import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** A number of the contract with the name it has there. */
export interface ContractNumber {
  readonly value: number
  /** Last key of its path, such as `lease_seconds`. */
  readonly key: string
}

/** What hand-written code must take from the generated contract instead of typing it. */
export interface ContractFacts {
  /** Names of queues and their dead-letter queues, and the stem of a family of them (`…-jobs` of `…-jobs-lite`). */
  readonly queueNames: readonly string[]
  /** Redis keys and object keys, with `{placeholders}`. */
  readonly keyTemplates: readonly string[]
  readonly numbers: readonly ContractNumber[]
}

interface AsyncApi {
  channels: Record<
    string,
    { address: string; bindings?: { sqs?: { queue?: { name: string }; deadLetterQueue?: { name: string } } } }
  >
  'x-redis': { documents: Record<string, { key: string }>; legacy_read_through?: string[] }
  'x-objects': Record<string, unknown>
}

/** Reads them from asyncapi.yaml under `root`. */
export function contractFacts(root: string): ContractFacts {
  const document = parse(readFileSync(join(root, 'asyncapi.yaml'), 'utf8')) as AsyncApi
  const queues = Object.values(document.channels).flatMap(({ address, bindings }) => [
    address,
    bindings?.sqs?.queue?.name,
    bindings?.sqs?.deadLetterQueue?.name,
  ])
  const addresses = Object.values(document.channels).map(({ address }) => address)
  const redis = document['x-redis']
  const keys = [
    ...Object.values(redis.documents).map(({ key }) => key),
    ...(redis.legacy_read_through ?? []),
    ...strings(document['x-objects']).filter((text) => text.includes('{')),
  ]
  return {
    queueNames: [...new Set([...queues.filter((name) => name !== undefined), ...families(addresses)])],
    keyTemplates: keys,
    numbers: policies(document).flatMap(([key, value]) => numbers(key, value)),
  }
}

function families(addresses: readonly string[]): string[] {
  const stems = addresses.map((address) => address.slice(0, address.lastIndexOf('-')))
  return stems.filter((stem, at) => stems.indexOf(stem) < at)
}

/** The parts that carry policy: channels and every extension but those that only describe how things look. */
function policies(document: AsyncApi): [string, unknown][] {
  const descriptive = ['x-steps', 'x-formats', 'x-slo']
  return Object.entries(document).filter(
    ([key]) => key === 'channels' || (key.startsWith('x-') && !descriptive.includes(key)),
  )
}

function numbers(key: string, value: unknown): ContractNumber[] {
  if (typeof value === 'number') return [{ key, value }]
  if (Array.isArray(value)) return value.flatMap((each) => numbers(key, each))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => numbers(name, each))
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}
