export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** The whole contract as it stands in the files, nothing resolved. Keys of `schemas` are paths like schemas/problem.json. */
export interface Contract {
  /** Folder that holds asyncapi.yaml and openapi.yaml. */
  root: string
  asyncapi: AsyncApiDocument
  openapi: OpenApiDocument | undefined
  schemas: Map<string, JsonObject>
}

export interface ChannelDocument {
  address: string
  title?: string
  messages: Record<string, { $ref: string }>
  'x-policy': {
    fleet: string
    tier?: string
    weight: number
    tenant_key: string
    receive_visibility_seconds: number
    margin_seconds: number
    lease_seconds: number
    renew_every_seconds: number
    max_processing_seconds: number
  }
  bindings: { sqs: SqsBinding }
}

export interface SqsBinding {
  queue: {
    name: string
    fifoQueue: boolean
    visibilityTimeout: number
    receiveMessageWaitTime: number
    messageRetentionPeriod: number
    redrivePolicy: { deadLetterQueue: { name: string }; maxReceiveCount: number }
  }
  deadLetterQueue: { name: string; fifoQueue: boolean; messageRetentionPeriod: number }
}

export interface FleetDocument {
  kind: string
  fleet_limit: number
  slots_per_process: number
  tenant_cap: number
  max_attempts: number
  idle_stop_empty_polls: number | 'never'
  desired_capacity_may_be_zero: boolean
  beat_seconds: number
  abort_after_seconds: number
  dead_after_seconds: number
  recovery_goal_seconds: number
}

export interface JobTypeDocument {
  kind: string
  lowest_tier: string
  isolated: boolean
  'x-status'?: string
  action?: string
  payload: string
  result: string
}

export interface BulkImportDocument {
  table: string
  match_key: string[]
  columns: { name: string; type: string; role?: string; nullable?: boolean }[]
  [setting: string]: unknown
}

export interface DownloadDocument {
  file_name: string
  /** For clients that know no other letters. */
  ascii_file_name: string
}

export interface RosterFilesDocument {
  template: DownloadDocument & {
    kept_seconds: number
    sheet: string
    columns: { field: string; header: string; width: number; samples: string[] }[]
  }
  failed_rows: DownloadDocument
  first_logins: DownloadDocument & {
    valid_seconds: number
    entropy_bits: number
    sheet: string
    columns: { field: string; header: string; width: number }[]
  }
}

export interface StateMachineDocument {
  /** The schema whose enumeration names the states. */
  enum: string
  initial: string
  terminal: string[]
  transitions: Record<string, string[]>
}

export interface AsyncApiDocument {
  info: { version: string }
  channels: Record<string, ChannelDocument>
  operations?: Record<string, JsonObject>
  components?: { messages?: Record<string, JsonObject> }
  'x-fleets': Record<string, FleetDocument>
  'x-retry': JsonObject
  'x-outbox': JsonObject
  'x-dead-letters': JsonObject
  'x-boot-gate': JsonObject
  'x-job-types': Record<string, JobTypeDocument>
  'x-states': Record<string, StateMachineDocument>
  'x-redis': JsonObject & { documents: Record<string, { key: string; schema: string }> }
  'x-steps': Record<string, { name: string; ko: string; percent: [number, number] }[]>
  'x-polling': JsonObject[]
  'x-objects': JsonObject
  'x-video': JsonObject
  'x-messaging': JsonObject
  'x-bulk-imports': Record<string, BulkImportDocument>
  'x-roster-files': RosterFilesDocument
  'x-slo': JsonObject
  [extension: string]: unknown
}

export interface OperationDocument {
  operationId?: string
  'x-status'?: string
  requestBody?: JsonObject
  responses?: Record<string, JsonObject>
  [key: string]: unknown
}

export interface OpenApiDocument {
  openapi: string
  servers?: { url: string }[]
  paths: Record<string, Record<string, OperationDocument>>
  components?: JsonObject
  [key: string]: unknown
}
