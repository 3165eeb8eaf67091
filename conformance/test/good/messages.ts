import { type Builder, contract, jobRow, midnight } from './builder.ts'

const queue = 'academy-messaging-jobs'
const tenant = 'hanbit'
const sentJob = 'aaaaaaaa-0000-4000-8000-000000000005'
const deadJob = 'aaaaaaaa-0000-4000-8000-000000000007'
const unlucky = '01055550503'

const request = (second: number, to: string, accepted: string[]) => ({
  seq: second,
  at: new Date(midnight + second * 1000).toISOString(),
  method: 'POST',
  signed: true,
  body: { messages: [{ to }] },
  accepted,
})

/** Stages 5 and 7 as they should go. */
export function addMessages(builder: Builder): void {
  addSent(builder)
  addDead(builder)
}

function addSent(builder: Builder): void {
  const scenario = 'stage-5'
  builder.answer(scenario, 'listMessages', 'log_of_the_start', 40, 200, { items: [], next_cursor: null })
  builder.mark(scenario, 'job', 40, { job_id: sentJob, tenant, business_key: 'key-1', recipient: '01098765432' })
  builder.message(queue, tenant, `{"job_id":"${sentJob}"}`, { sent: 40, received: 40.1, deleted: 41, visibility: 60 })
  const row = { job_id: sentJob, job_type: 'message_send' }
  builder.ledger(
    scenario,
    'job',
    40.2,
    [
      jobRow({
        ...row,
        status: 'RUNNING',
        seconds_since_start: 0.1,
        lease_seconds_left: 44.9,
        owner_name: 'messaging-1',
      }),
    ],
    [sentJob],
  )
  builder.mark(scenario, 'duplicate_sent', 42, { id: 'second-delivery', job_id: sentJob })
  builder.wire(
    'ReceiveMessage',
    queue,
    42.1,
    {},
    { Messages: [{ MessageId: 'second-delivery', ReceiptHandle: 'second-handle', Body: `{"job_id":"${sentJob}"}` }] },
  )
  builder.wire('DeleteMessageBatch', queue, 42.2, { Entries: [{ Id: '0', ReceiptHandle: 'second-handle' }] })
  builder.ledger(scenario, 'job', 43, [jobRow({ ...row, status: 'DONE' })], [sentJob])
  builder.ledger(scenario, 'notifications', 43, [{ status: 'sent', business_idempotency_key: 'key-1' }])
  builder.http(scenario, 'log', 43, 200, { items: [{ business_idempotency_key: 'key-1' }] })
  for (const label of ['send', 'send_again'])
    builder.http(scenario, label, 43, 202, { notification_id: 'n', job_id: sentJob, status: 'sent' })
  builder.add(scenario, 'provider', 40.5, request(40.5, '01098765432', ['m-1']))
}

function addDead(builder: Builder): void {
  const scenario = 'stage-7'
  const dlq = `${queue}-dlq`
  builder.mark(scenario, 'failing', 50, { job_id: deadJob, tenant, queue, dlq })
  const kept = { tenant_id: tenant }
  builder.wire('SendMessage', queue, 50, {
    MessageBody: deadBody(),
    MessageGroupId: tenant,
    MessageAttributes: { tenant_id: { DataType: 'String', StringValue: tenant } },
  })
  for (const second of [50, 51, 53, 57, 62]) builder.add(scenario, 'provider', second, request(second, unlucky, []))
  const attempts = contract.fleets.get('messaging')?.maxAttempts
  const dead = {
    status: 'DEAD',
    attempt: attempts,
    error_code: 'attempts_exhausted',
    finished_at_ms: midnight + 63_000,
  }
  builder.ledger(scenario, 'job', 63, [jobRow({ job_id: deadJob, job_type: 'message_send', ...dead })], [deadJob])
  const letter = (second: number, body: string, attributes: Record<string, string>) =>
    builder.add(scenario, 'message', second, {
      queue: dlq,
      id: body.slice(0, 8),
      body,
      attributes,
      systemAttributes: { MessageGroupId: tenant },
    })
  letter(64, deadBody(), { ...kept, error_code: 'attempts_exhausted', last_error: 'the provider answered 503' })
  for (const body of ['this is no message', '{"type":"messaging.job"}']) {
    builder.mark(scenario, 'poison', 50, { id: body, body, dlq })
    letter(51, body, {
      reason: 'contract_violation',
      contract_pointer: 'schemas/messages/messaging-job.json#/required',
    })
  }
  for (const index of [0, 1, 2]) {
    const id = `aaaaaaaa-0000-4000-8000-00000000007${index}`
    builder.mark(scenario, 'neighbour', 51, { job_id: id, tenant })
    builder.ledger(
      scenario,
      'job',
      53,
      [jobRow({ job_id: id, status: 'DONE', finished_at_ms: midnight + 53_000 })],
      [id],
    )
  }
}

const deadBody = (): string =>
  JSON.stringify({
    schema_version: '1',
    message_id: 'bbbbbbbb-0000-4000-8000-000000000007',
    type: 'messaging.job',
    tenant_id: tenant,
    job_id: deadJob,
    created_at: '2026-03-02T00:00:50.000Z',
    correlation_id: 'req-7',
    attempt: 1,
    ...(contract.schemas.examples('payloads/message-send.json')[0] as object),
  })
