import type { Contract, JsonObject } from '../contract/model.ts'
import { typeNameOf } from '../contract/names.ts'
import { type GeneratedFile, generated, literal, union } from './output.ts'

/** Names, kinds and the registry of job types: what may run, on which plan, with which payload and result. */
export function emitJobs({ asyncapi, schemas }: Contract): GeneratedFile {
  const types = Object.entries(asyncapi['x-job-types'])
  const policies = types.map(([jobType, policy]) => [
    jobType,
    {
      jobType,
      kind: policy.kind,
      fleet: fleetOfKind(asyncapi['x-fleets'], policy.kind),
      lowestTier: policy.lowest_tier,
      isolated: policy.isolated,
      available: policy['x-status'] === undefined,
      action: policy.action ?? null,
    },
  ])
  const statuses = enumOf(schemas.get('schemas/common/job-status.json'))
  const documents = types.flatMap(([, policy]) => [typeNameOf(policy.payload), typeNameOf(policy.result)])
  const built = types.filter(([, policy]) => policy['x-status'] === undefined)
  const builtOf = (kind: string) => built.filter(([, policy]) => policy.kind === kind).map(([jobType]) => jobType)
  return generated(
    'jobs.ts',
    'asyncapi.yaml and schemas/',
    `
import type {
${[...documents, 'AiJobMessage', 'MessagingJobMessage', 'VideoJobMessage']
  .sort()
  .map((name) => `  ${name},`)
  .join('\n')}
} from './types.ts'

/** The only version of the messages so far. */
export const schemaVersion = ${literal(versionOf(schemas.get('schemas/common/envelope.json')))}

/** Plans of a tenant, lowest first. */
export const tiers = ${literal(enumOf(schemas.get('schemas/common/tier.json')))} as const
export type Tier = (typeof tiers)[number]

export type JobKind = ${union([...new Set(types.map(([, policy]) => policy.kind))])}
export type FleetName = ${union(Object.keys(asyncapi['x-fleets']))}
export type ChannelName = ${union(Object.keys(asyncapi.channels))}
export type JobType =
${types.map(([jobType]) => `  | '${jobType}'`).join('\n')}
/** Job types that have a worker, by the fleet that runs them. */
export interface BuiltJobTypeByFleet {
${Object.entries(asyncapi['x-fleets'])
  .map(([fleet, { kind }]) => `  ${fleet}: ${union(builtOf(kind))}`)
  .join('\n')}
}
export type BuiltJobType = BuiltJobTypeByFleet[FleetName]

/** States of a job. */
export const jobStatuses = ${literal(statuses)} as const
export type JobStatus = (typeof jobStatuses)[number]

export type JobMessage = AiJobMessage | VideoJobMessage | MessagingJobMessage

export interface PayloadByJobType {
${types.map(([jobType, policy]) => `  ${jobType}: ${typeNameOf(policy.payload)}`).join('\n')}
}

export interface ResultByJobType {
${types.map(([jobType, policy]) => `  ${jobType}: ${typeNameOf(policy.result)}`).join('\n')}
}

export interface JobTypePolicy {
  readonly jobType: JobType
  readonly kind: JobKind
  readonly fleet: FleetName
  /** Lowest plan that includes the job type. */
  readonly lowestTier: Tier
  /** Whether the work runs in a child process that can be killed on its own. */
  readonly isolated: boolean
  /** Whether a worker exists; otherwise creation is refused with job_type_not_available. */
  readonly available: boolean
  /** The action that the video message carries for it; null for other kinds. */
  readonly action: VideoJobMessage['action'] | null
}

/** The one registry that API and workers both read. */
export const jobTypes: Readonly<Record<JobType, JobTypePolicy>> = ${literal(Object.fromEntries(policies))}
`,
  )
}

export function fleetOfKind(fleets: Record<string, { kind: string }>, kind: string): string {
  const found = Object.entries(fleets).find(([, fleet]) => fleet.kind === kind)
  if (!found) throw new Error(`asyncapi.yaml#/x-job-types: no fleet serves the kind ${kind}`)
  return found[0]
}

function enumOf(schema: JsonObject | undefined): string[] {
  return (schema?.enum ?? []) as string[]
}

function versionOf(envelope: JsonObject | undefined): string {
  return (envelope as { properties: { schema_version: { const: string } } }).properties.schema_version.const
}
