import { Ajv2020 } from 'ajv/dist/2020.js'
import type { AsyncApiDocument } from '../contract/model.ts'

const text = { type: 'string', minLength: 1 }
const count = { type: 'integer', minimum: 1 }
const seconds = { type: 'number', exclusiveMinimum: 0 }
const limit = { anyOf: [count, { const: 'never' }] }
const percent = { type: 'number', minimum: 0, maximum: 100 }
const snakeCase = { pattern: '^[a-z][a-z0-9_]*$' }

function closed(required: Record<string, object>, optional: Record<string, object> = {}) {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  }
}

/** Settings that code may add to, as numbers or words in snake case; the named ones must be there. */
function settings(required: Record<string, object>) {
  return { type: 'object', required: Object.keys(required), properties: required, propertyNames: snakeCase }
}

function record(item: object) {
  return { type: 'object', minProperties: 1, additionalProperties: item }
}

const policy = closed(
  {
    fleet: text,
    weight: count,
    tenant_key: { const: 'tenant_id' },
    receive_visibility_seconds: count,
    margin_seconds: count,
    lease_seconds: count,
    renew_every_seconds: count,
    max_processing_seconds: count,
  },
  { tier: text },
)

const fleet = closed(
  {
    kind: text,
    fleet_limit: count,
    slots_per_process: count,
    tenant_cap: count,
    max_attempts: count,
    idle_stop_empty_polls: limit,
    desired_capacity_may_be_zero: { type: 'boolean' },
    beat_seconds: seconds,
    abort_after_seconds: seconds,
    dead_after_seconds: seconds,
    recovery_goal_seconds: seconds,
  },
  { sweep_pause_seconds: seconds, isolated_semi_space_megabytes: count, isolated_heap_growing_percent: count },
)

const jobType = closed(
  { kind: text, lowest_tier: text, isolated: { type: 'boolean' }, payload: text, result: text },
  { 'x-status': text, action: text },
)

const step = closed({ name: snakeCase, ko: text, percent: { type: 'array', items: percent, minItems: 2, maxItems: 2 } })

const column = closed(
  { name: snakeCase, type: { enum: ['integer', 'smallint', 'text', 'boolean', 'timestamptz', 'uuid'] } },
  { role: { const: 'source_row' }, nullable: { type: 'boolean' } },
)

const bulkImport = closed({
  table: text,
  chunk_rows: count,
  copy_buffer_bytes: count,
  temporary_table_above_tuples: count,
  temporary_table_above_rows: count,
  tenant_column: text,
  match_key: { type: 'array', items: text, minItems: 1 },
  soft_delete_column: text,
  columns: { type: 'array', items: column, minItems: 1 },
})

const download = {
  file_name: { type: 'string', pattern: '\\.xlsx$' },
  // Stands in a header between quotes.
  ascii_file_name: { type: 'string', pattern: '^[A-Za-z0-9._-]+\\.xlsx$' },
}

// Longer names, and names with these signs, are refused by spreadsheets.
const sheetName = { type: 'string', pattern: '^[^\\\\/*?:\\[\\]]{1,31}$' }
const sheetColumn = { field: snakeCase, header: text, width: count }
const templateColumn = closed({
  ...sheetColumn,
  samples: { type: 'array', items: { type: 'string' }, minItems: 1 },
})

const rosterFiles = closed({
  template: closed({
    ...download,
    kept_seconds: count,
    sheet: sheetName,
    columns: { type: 'array', items: templateColumn, minItems: 2 },
  }),
  failed_rows: closed(download),
  first_logins: closed({
    ...download,
    valid_seconds: count,
    entropy_bits: { type: 'integer', minimum: 80, multipleOf: 40 },
    sheet: sheetName,
    columns: { type: 'array', items: closed(sheetColumn), minItems: 1 },
  }),
})

const rung = closed({ name: text, height: count, video_kbps: count, audio_kbps: count })

const extensions: Record<string, object> = {
  'x-fleets': record(fleet),
  'x-retry': settings({
    jitter: text,
    base_seconds: seconds,
    factor: seconds,
    cap_seconds: seconds,
    max_crashes: count,
    max_postponements_without_row: count,
    newer_schema_parked_seconds: count,
    shutdown_grace_seconds: seconds,
  }),
  'x-outbox': settings({
    relay_batch_rows: count,
    relay_idle_seconds: seconds,
    relay_after_seconds: seconds,
    send_seconds: count,
    tenant_window_factor: count,
  }),
  'x-dead-letters': closed({
    hold_seconds: count,
    poll_seconds: { type: 'integer', minimum: 1, maximum: 20 },
    page_letters: count,
    settle_per_second: seconds,
  }),
  'x-boot-gate': closed({ recheck_seconds: seconds, connection_budget_percent: percent, api_processes: count }),
  'x-job-types': record(jobType),
  'x-states': record(
    closed({
      enum: text,
      initial: text,
      terminal: { type: 'array', items: text, minItems: 1 },
      transitions: record({ type: 'array', items: text, minItems: 1 }),
    }),
  ),
  'x-redis': closed({
    eviction_policy: text,
    least_memory_bytes: count,
    result_limit_bytes: count,
    in_progress_ttl_seconds: count,
    finished_ttl_seconds: { anyOf: [count, { const: 'none' }] },
    finished_cost_defence_ttl_seconds: count,
    pending_ttl: text,
    documents: record(closed({ key: text, schema: text })),
    legacy_read_through: { type: 'array', items: text },
  }),
  'x-steps': record({ type: 'array', items: step, minItems: 1 }),
  'x-polling': {
    type: 'array',
    minItems: 1,
    items: closed({ until_seconds: { anyOf: [count, { const: 'forever' }] }, every_seconds: seconds }),
  },
  'x-objects': settings({ source_kept_seconds: count, roster_limit_bytes: count, multipart_threshold_bytes: count }),
  'x-video': settings({
    segment_seconds: count,
    gop_frames: count,
    stall_seconds: count,
    ladder: { type: 'array', items: rung, minItems: 1 },
  }),
  'x-messaging': settings({
    sms_limit_bytes: count,
    sms_encoding: text,
    tenant_quota_per_hour: count,
    provider_quota_per_day: count,
  }),
  'x-bulk-imports': record(bulkImport),
  'x-roster-files': rosterFiles,
  'x-formats': record(text),
  'x-slo': settings({
    api_availability_percent: percent,
    read_p95_seconds: seconds,
    write_p95_seconds: seconds,
    health_seconds: seconds,
    dlq_percent: percent,
  }),
}
/** The x- fields of asyncapi.yaml. Policies are closed: a misspelt name is an error, not a missing number. */
const schema = {
  type: 'object',
  required: ['channels', ...Object.keys(extensions)],
  properties: {
    channels: record({ type: 'object', required: ['x-policy'], properties: { 'x-policy': policy } }),
    ...extensions,
  },
  patternProperties: {
    [`^x-(?!(${Object.keys(extensions)
      .map((name) => name.slice(2))
      .join('|')})$)`]: false,
  },
}

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)

/** What is wrong with the x- fields, as pointers into asyncapi.yaml. */
export function extensionErrors(asyncapi: AsyncApiDocument): [pointer: string, message: string][] {
  if (validate(asyncapi)) return []
  return (validate.errors ?? []).map(({ instancePath, params, message, keyword }) => {
    const name = params.additionalProperty ?? params.missingProperty
    const place = name === undefined ? instancePath : `${instancePath}/${name}`
    return [
      place,
      keyword === 'additionalProperties' || keyword === 'false schema' ? 'is not known' : (message ?? keyword),
    ]
  })
}
