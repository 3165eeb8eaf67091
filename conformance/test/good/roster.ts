import { type Builder, contract, jobRow, midnight, queueAttributes } from './builder.ts'

/** The job of stage 3. */
export const rosterJob = 'aaaaaaaa-0000-4000-8000-000000000003'
const tenant = 'hanbit'
const scenario = 'stage-3'

const truth = {
  students: Array.from({ length: 300 }, (_, index) => ({
    name: `학생${index}`,
    parentPhone: `010${String(20_000_000 + index)}`,
    studentPhone: null,
    school: null,
    schoolType: null,
    grade: null,
    gender: null,
  })),
  parents: 300,
  total: 308,
  duplicates: 2,
  failed: [1, 2, 3, 4, 5, 6].map((row) => ({ row: row * 10, code: 'name_missing' })),
}

const statusDocument = (status: string) => ({
  status,
  job_type: 'excel_parsing',
  attempt: 1,
  fence: 1,
  updated_at: '2026-03-02T00:00:00.000Z',
})

/** Stage 3 as it should go. */
export function addRoster(builder: Builder): void {
  const queue = 'academy-ai-jobs-premium'
  for (const { queueName } of contract.channels)
    builder.add(scenario, 'queue', 5, { name: queueName, attributes: queueAttributes(queueName) })
  builder.add(scenario, 'truth', 5, { name: 'roster', value: truth })
  for (const label of ['upload_of_no_workbook', 'upload_too_large'])
    builder.http(scenario, label, 5, 415, { code: 'file_type_not_supported' })
  builder.add(scenario, 'objects', 5, { prefix: `excel/${tenant}/`, keys: [] })
  builder.mark(scenario, 'job', 6, { job_id: rosterJob, tenant })
  builder.http(scenario, 'first_poll', 6.1, 200, { job_id: rosterJob, status: 'PENDING', progress: null })
  const key = (name: string) => `tenant:${tenant}:job:${rosterJob}:${name}`
  const document = (second: number, name: string, ttl: number, value: unknown) =>
    builder.add(scenario, 'redis', second, { key: key(name), ttl, type: 'string', value })
  document(6.2, 'status', contract.channels[0]?.retentionSeconds ?? 0, {
    ...statusDocument('PENDING'),
    attempt: 0,
    fence: 0,
  })
  builder.message(queue, tenant, message(), { sent: 6, received: 8, deleted: 10, visibility: 3600 })
  for (const [index, percent] of [10, 40, 95, 100].entries()) {
    builder.http(scenario, 'progress', 8 + index / 2, 200, {
      status: percent === 100 ? 'DONE' : 'RUNNING',
      progress: { percent, fence: 1 },
    })
  }
  builder.ledger(scenario, 'job', 8.1, [running()], [rosterJob])
  const ended = { status: 'DONE', started_at_ms: midnight + 8000, finished_at_ms: midnight + 9500 }
  builder.ledger(scenario, 'job', 10, [jobRow({ job_id: rosterJob, tenant_id: tenant, ...ended })], [rosterJob])
  const result = {
    total: 308,
    created: 300,
    restored: 0,
    duplicates: 2,
    failed: truth.failed.map((each) => ({ ...each, name: '', message: 'no name' })),
    processed_by: 'worker',
  }
  builder.http(scenario, 'detail', 10, 200, { job_id: rosterJob, status: 'DONE', result })
  builder.ledger(scenario, 'result', 10, [{ result }])
  builder.ledger(
    scenario,
    'students',
    10,
    truth.students.map((student) => ({
      name: student.name,
      parent_phone: student.parentPhone,
      student_phone: null,
      school: null,
      school_type: null,
      grade: null,
      gender: null,
    })),
  )
  builder.ledger(scenario, 'people', 10, [
    {
      students: 300,
      different_students: 300,
      parents: 300,
      users: 600,
      student_memberships: 300,
      parent_memberships: 300,
    },
  ])
  document(10, 'status', -1, statusDocument('DONE'))
  builder.http(scenario, 'progress_of_another_tenant', 11, 404, { code: 'progress_not_found' })
  builder.http(scenario, 'progress_of_nothing', 11, 404, { code: 'progress_not_found' })
  builder.http(scenario, 'progress_without_token', 11, 401, { code: 'unauthenticated' })
  builder.http(scenario, 'detail_of_another_tenant', 11, 404, { code: 'job_not_found' })
  builder.http(scenario, 'detail_without_token', 11, 401, { code: 'unauthenticated' })
  builder.add(scenario, 'redisKeys', 11, { keys: [key('status'), key('progress'), `tenant:${tenant}:video:1:status`] })
  builder.answer(scenario, 'bulkCreateStudentsFromExcel', 'upload_roster', 6, 202, {
    job_id: rosterJob,
    status: 'PENDING',
  })
  builder.add('logs', 'log', 11, { process: 'ai-1', line: '{"msg":"job done"}' })
}

const running = () =>
  jobRow({
    job_id: rosterJob,
    tenant_id: tenant,
    status: 'RUNNING',
    owner_name: 'ai-1',
    seconds_since_start: 0.1,
    lease_seconds_left: 3539.9,
    started_at_ms: midnight + 8000,
  })

/** The golden vector of the contract, with the handmade job's id. */
const message = (): string => {
  const example = contract.schemas.examples('payloads/excel-parsing.json')[0] as Record<string, unknown>
  return JSON.stringify({
    schema_version: '1',
    message_id: 'bbbbbbbb-0000-4000-8000-000000000003',
    type: 'ai.job',
    tenant_id: tenant,
    job_id: rosterJob,
    created_at: '2026-03-02T00:00:00.000Z',
    correlation_id: 'req-1',
    attempt: 1,
    job_type: 'excel_parsing',
    tier: 'premium',
    payload: { ...example, object_key: `excel/${tenant}/cccccccc-0000-4000-8000-000000000003.xlsx` },
  })
}
