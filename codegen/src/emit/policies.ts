import type { Contract, Json } from '../contract/model.ts'
import { camelCase } from '../contract/names.ts'
import { type GeneratedFile, generated, literal } from './output.ts'

/** Every number of the contract that code may need, and nothing else. */
export function emitPolicies({ asyncapi }: Contract): GeneratedFile {
  const channels = mapValues(asyncapi.channels, ({ bindings: { sqs }, 'x-policy': policy }, channel) => ({
    channel,
    queueName: sqs.queue.name,
    dlqName: sqs.deadLetterQueue.name,
    fleet: policy.fleet,
    tier: policy.tier,
    weight: policy.weight,
    visibilityTimeoutSeconds: sqs.queue.visibilityTimeout,
    leaseSeconds: policy.lease_seconds,
    marginSeconds: policy.margin_seconds,
    renewEverySeconds: policy.renew_every_seconds,
    receiveVisibilitySeconds: policy.receive_visibility_seconds,
    maxProcessingSeconds: policy.max_processing_seconds,
    waitTimeSeconds: sqs.queue.receiveMessageWaitTime,
    retentionSeconds: sqs.queue.messageRetentionPeriod,
    dlqRetentionSeconds: sqs.deadLetterQueue.messageRetentionPeriod,
    maxReceiveCount: sqs.queue.redrivePolicy.maxReceiveCount,
  }))
  const fleets = mapValues(asyncapi['x-fleets'], (fleet, name) => ({
    fleet: name,
    ...(settings(fleet as unknown as Json) as object),
    channels: Object.keys(asyncapi.channels).filter(
      (channel) => asyncapi.channels[channel]?.['x-policy'].fleet === name,
    ),
  }))
  const { documents: _documents, pending_ttl: _pending, legacy_read_through: _legacy, ...redis } = asyncapi['x-redis']
  const redisPolicy = {
    ...(settings(redis) as object),
    pendingTtlSeconds: Math.max(...Object.values(channels).map((channel) => channel.retentionSeconds)),
  }
  const constants: [string, string, unknown][] = [
    ['retry', 'When and how often a job is tried again.', settings(asyncapi['x-retry'])],
    ['outboxPolicy', 'How the relay moves acknowledged work into the queues.', settings(asyncapi['x-outbox'])],
    ['deadLetterPolicy', 'How the dead-letter queues are read.', settings(asyncapi['x-dead-letters'])],
    ['bootGate', 'What a worker compares with reality, and how often.', settings(asyncapi['x-boot-gate'])],
    ['redisPolicy', 'Lifetimes and limits of the documents in Redis; null is no limit.', redisPolicy],
    ['polling', 'How often a client asks for progress; null is for ever.', settings(asyncapi['x-polling'])],
    ['objects', 'Limits and lifetimes of stored objects.', settings(withoutTemplates(asyncapi['x-objects']))],
    ['video', 'How videos are made playable.', settings(asyncapi['x-video'])],
    ['messaging', 'Limits of what is sent to people.', settings(asyncapi['x-messaging'])],
    ['rosterFiles', 'Workbooks that people download.', settings(asyncapi['x-roster-files'] as unknown as Json)],
    ['slo', 'What the system promises.', settings(asyncapi['x-slo'])],
  ]
  return generated(
    'policies.ts',
    'asyncapi.yaml',
    `
import { type ChannelName, type FleetName, type JobKind, type JobType, jobTypes, type Tier } from './jobs.ts'

${interfaceOf('ChannelPolicy', 'One queue with its dead-letter queue and the timing of the work it carries. All times in seconds.', Object.values(channels), channelFields)}

${interfaceOf('FleetPolicy', 'What the interchangeable worker processes of one fleet share.', Object.values(fleets), fleetFields)}

export const channels: Readonly<Record<ChannelName, ChannelPolicy>> = ${literal(channels)}

export const fleets: Readonly<Record<FleetName, FleetPolicy>> = ${literal(fleets)}

/** One step of a job type: its name on the wire, its Korean name for people, the percents it moves between. */
export interface Step {
  readonly name: string
  readonly ko: string
  readonly percent: readonly [from: number, to: number]
}

export const steps: Readonly<Partial<Record<JobType, readonly Step[]>>> & {
${Object.keys(asyncapi['x-steps'])
  .map((jobType) => `  readonly ${jobType}: readonly Step[]`)
  .join('\n')}
} = ${literal(asyncapi['x-steps'])}

${constants.map(([name, purpose, value]) => `/** ${purpose} */\nexport const ${name} = ${literal(value)} as const`).join('\n\n')}

/** The queue that carries a job type for a tenant of the given plan. */
export function channelFor(jobType: JobType, tier: Tier): ChannelName {
  const { fleet } = jobTypes[jobType]
  const names = fleets[fleet].channels
  const name = names.find((candidate) => channels[candidate].tier === tier) ?? names[0]
  if (name === undefined) throw new TypeError(\`the fleet \${fleet} has no channel\`)
  return name
}
`,
  )
}

type Field = [type: string, purpose?: string]

const channelFields: Record<string, Field> = {
  channel: ['ChannelName'],
  queueName: ['string'],
  dlqName: ['string'],
  fleet: ['FleetName'],
  tier: ['Tier', 'Plan that the queue serves; absent where one queue serves all.'],
  weight: ['number', 'Share of the polls among the queues of the fleet.'],
  leaseSeconds: ['number', 'Visibility minus margin.'],
  renewEverySeconds: ['number', 'Lease and visibility are renewed together this often.'],
  receiveVisibilitySeconds: ['number', 'Visibility of a receive, until the claim is committed.'],
  maxProcessingSeconds: ['number', 'The cap: longest time one attempt may work.'],
}

const fleetFields: Record<string, Field> = {
  fleet: ['FleetName'],
  kind: ['JobKind'],
  channels: ['readonly ChannelName[]'],
  fleetLimit: ['number', 'Jobs that run at once, over all processes.'],
  tenantCap: ['number', 'Jobs of one tenant that run at once while another tenant waits.'],
  idleStopEmptyPolls: ['number | null', 'Empty polls after which an instance stops itself; null is never.'],
  desiredCapacityMayBeZero: [
    'boolean',
    'An Auto Scaling group of the fleet starts no other instance for one that stops itself (P-39).',
  ],
  recoveryGoalSeconds: ['number', "A killed worker's job starts again within this time."],
  isolatedSemiSpaceMegabytes: ['number', "V8's semi-space in the child processes of isolated jobs."],
  isolatedHeapGrowingPercent: ['number', 'How much their heap may grow before V8 collects it as a whole.'],
}

/** An interface with every field that any of the records has: a number unless the table says otherwise. */
function interfaceOf(name: string, purpose: string, records: object[], fields: Record<string, Field>): string {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))]
  const lines = names.map((field) => {
    const [type, comment] = fields[field] ?? ['number']
    const everywhere = records.every((record) => (record as Record<string, unknown>)[field] !== undefined)
    return `${comment ? `  /** ${comment} */\n` : ''}  readonly ${field}${everywhere ? '' : '?'}: ${type}`
  })
  return `/** ${purpose} */\nexport interface ${name} {\n${lines.join('\n')}\n}`
}

/** Names become camel case; `none`, `never` and `forever` become null. */
export function settings(value: Json): unknown {
  if (value === 'none' || value === 'never' || value === 'forever') return null
  if (Array.isArray(value)) return value.map(settings)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [camelCase(key), settings(item)]))
}

function withoutTemplates(objects: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(objects).filter(([, value]) => typeof value !== 'string'))
}

function mapValues<V, R>(record: Record<string, V>, map: (value: V, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
}
