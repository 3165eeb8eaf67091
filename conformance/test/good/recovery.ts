import { type Builder, jobRow, midnight, queueAttributes } from './builder.ts'

const cappedJob = 'aaaaaaaa-0000-4000-8000-000000000012'
const plantedJob = 'aaaaaaaa-0000-4000-8000-000000000011'
const longJob = 'aaaaaaaa-0000-4000-8000-000000000006'

/** Check 2 and the statements of check 7. */
export function addCap(builder: Builder): void {
  const scenario = 'cap'
  const row = { job_id: cappedJob, tier: 'lite', started_at_ms: midnight + 12_000 }
  builder.mark(scenario, 'job', 12, { job_id: cappedJob, tenant: 'onnuri', cap_seconds: 3 })
  builder.ledger(
    scenario,
    'job',
    12,
    [jobRow({ ...row, status: 'RUNNING', owner_name: 'ai-1', seconds_since_start: 0.2, lease_seconds_left: 3539.8 })],
    [cappedJob],
  )
  const running = {
    status: 'RUNNING',
    job_type: 'excel_parsing',
    attempt: 1,
    fence: 1,
    updated_at: new Date(midnight + 12_000).toISOString(),
  }
  builder.add(scenario, 'redis', 14, {
    key: `tenant:onnuri:job:${cappedJob}:status`,
    ttl: 21_598,
    type: 'string',
    value: running,
  })
  const work = { pid: 4711, parent: 1, command: 'node isolated', role: 'work' }
  builder.add(scenario, 'process', 12, { ...work, alive: true })
  const kinds = {
    counted_running: [200, { status: 'RUNNING' }],
    counted_finished: [200, {}],
    counted_unknown: [404, {}],
    counted_other_tenant: [404, {}],
  } as const
  for (const [label, [status, body]] of Object.entries(kinds)) {
    for (let index = 0; index < 300; index++) builder.http(scenario, label, 13, status, body)
  }
  builder.mark(scenario, 'statements_counted', 14, { role: 'academy_api', before: 40, after: 40, requests: 1200 })
  builder.message('academy-ai-jobs-lite', 'onnuri', `{"job_id":"${cappedJob}"}`, {
    sent: 11.9,
    received: 11.95,
    deleted: 15.5,
    visibility: 3600,
  })
  builder.ledger(
    scenario,
    'job',
    16,
    [jobRow({ ...row, status: 'FAILED', error_code: 'inference_timeout', finished_at_ms: midnight + 15_400 })],
    [cappedJob],
  )
  builder.add(scenario, 'process', 16, { ...work, parent: null, alive: false })
}

/** Check 1. */
export function addTier(builder: Builder): void {
  const scenario = 'tier'
  for (const label of ['create_above_plan', 'claim_a_higher_plan'])
    builder.http(scenario, label, 17, 403, { code: 'tier_too_low' })
  builder.mark(scenario, 'planted', 17, { job_id: plantedJob, job_type: 'omr_grading', tier: 'lite' })
  builder.message('academy-ai-jobs-lite', 'onnuri', `{"job_id":"${plantedJob}"}`, {
    sent: 17,
    received: 17.1,
    deleted: 17.5,
    visibility: 3600,
  })
  builder.ledger(
    scenario,
    'job',
    18,
    [
      jobRow({
        job_id: plantedJob,
        job_type: 'omr_grading',
        tier: 'lite',
        status: 'FAILED',
        error_code: 'tier_not_allowed',
      }),
    ],
    [plantedJob],
  )
  builder.ledger(scenario, 'result', 18, [])
  builder.mark(scenario, 'bad_payload', 17, { job_id: 'bad-payload' })
  const attributes = {
    reason: 'contract_violation',
    contract_pointer: 'schemas/payloads/excel-parsing.json#/properties/kind',
  }
  builder.add(scenario, 'message', 18, {
    queue: 'academy-ai-jobs-lite-dlq',
    id: 'x',
    body: '{"job_id":"bad-payload"}',
    attributes,
    systemAttributes: {},
  })
}

/** Stage 6 as it should go. */
export function addRecovery(builder: Builder): void {
  const scenario = 'stage-6'
  const queue = 'academy-ai-jobs-basic'
  const body = `{"job_id":"${longJob}"}`
  builder.add(scenario, 'truth', 70, { name: 'long_roster', value: { rows: 24_000 } })
  builder.mark(scenario, 'job', 70, { job_id: longJob, tenant: 'saebit' })
  builder.message(queue, 'saebit', body, { sent: 70, received: 70.1, deleted: 92, visibility: 3600 })
  builder.mark(scenario, 'duplicate_sent', 71, { id: 'again', job_id: longJob, queue })
  builder.wire(
    'ReceiveMessage',
    queue,
    71.1,
    {},
    { Messages: [{ MessageId: 'again', ReceiptHandle: 'again-handle', Body: body }] },
  )
  builder.mark(scenario, 'killed', 73, { worker: 'ai-1', pid: 4712, fence: '1', job_id: longJob, total: 24_000 })
  builder.add(scenario, 'process', 73, { pid: 4712, alive: false, parent: null, command: '', role: 'killed worker' })
  builder.ledger(scenario, 'student_count', 73, [{ students: 4000 }])
  builder.add(scenario, 'queue', 73, { name: queue, attributes: queueAttributes(queue) })
  const again = { job_id: longJob, tier: 'basic', fence: '3', started_at_ms: midnight + 81_000 }
  builder.ledger(
    scenario,
    'job',
    81.1,
    [jobRow({ ...again, status: 'RUNNING', owner_name: 'ai-2', seconds_since_start: 0.1, lease_seconds_left: 3539.9 })],
    [longJob],
  )
  builder.ledger(
    scenario,
    'job',
    91,
    [jobRow({ ...again, status: 'DONE', finished_at_ms: midnight + 90_500 })],
    [longJob],
  )
  builder.ledger(scenario, 'result', 91, [{ result: { total: 24_000, created: 24_000 } }])
  builder.ledger(scenario, 'people', 91, [
    { students: 24_000, different_students: 24_000, student_memberships: 24_000 },
  ])
}
