import { fileURLToPath } from 'node:url'
import { loadContract } from '../../src/contract/load.ts'
import type { EventData, EventKind } from '../../src/history/events.ts'
import { History } from '../../src/history/history.ts'

/** The project's own contract. */
export const contract = loadContract(fileURLToPath(new URL('../../..', import.meta.url)))

/** Midnight of the handmade run, epoch milliseconds. */
export const midnight = Date.parse('2026-03-02T00:00:00Z')

/** Writes a history by hand; times are seconds after midnight. */
export class Builder {
  readonly history = new History()

  add<K extends EventKind>(scenario: string, kind: K, second: number, data: EventData[K]): this {
    this.history.add(scenario, kind, data, midnight + second * 1000)
    return this
  }

  http(
    scenario: string,
    label: string,
    second: number,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): this {
    return this.add(scenario, 'http', second, {
      label,
      method: 'GET',
      url: `http://target/${label}`,
      tenant: null,
      status,
      headers,
      body,
      ms: 1,
    })
  }

  /** An answer of an operation that keeps the contract, header included. */
  answer(scenario: string, operation: string, label: string, second: number, status: number, body: unknown): this {
    const headers = { 'x-correlation-id': 'req-1' }
    const rest = { method: 'GET', url: `http://target/${label}`, tenant: null, ms: 1 }
    return this.add(scenario, 'http', second, { label, operation, status, headers, body, ...rest })
  }

  ledger(
    scenario: string,
    query: string,
    second: number,
    rows: Record<string, unknown>[],
    params: unknown[] = [],
  ): this {
    return this.add(scenario, 'ledger', second, { query, params, rows })
  }

  mark(scenario: string, name: string, second: number, detail: Record<string, unknown>): this {
    return this.add(scenario, 'mark', second, { name, detail })
  }

  wire(
    action: string,
    queue: string,
    second: number,
    input: Record<string, unknown>,
    output: Record<string, unknown> | null = {},
  ): this {
    return this.add('wire', 'wire', second, {
      action,
      queue,
      input,
      output,
      status: 200,
      client: 'test',
      endedAt: midnight + second * 1000 + 5,
    })
  }

  /** A message's life on the wire: sent, received, hidden for long, deleted. */
  message(
    queue: string,
    tenant: string,
    body: string,
    times: { sent: number; received: number; deleted: number; visibility: number },
  ): this {
    const handle = `handle-of-${body.length}-${times.sent}`
    return this.wire('SendMessage', queue, times.sent, { MessageBody: body, MessageGroupId: tenant })
      .wire(
        'ReceiveMessage',
        queue,
        times.received,
        {},
        { Messages: [{ MessageId: `id-${handle}`, ReceiptHandle: handle, Body: body }] },
      )
      .wire('ChangeMessageVisibility', queue, times.received + 0.01, {
        ReceiptHandle: handle,
        VisibilityTimeout: times.visibility,
      })
      .wire('DeleteMessage', queue, times.deleted, { ReceiptHandle: handle })
  }

  finished(scenario: string, second: number): this {
    return this.add(scenario, 'scenario', second, { state: 'finished', title: scenario, ms: 1000 })
  }
}

/** A job's row as the ledger shows it. */
export const jobRow = (over: Record<string, unknown>): Record<string, unknown> => ({
  job_type: 'excel_parsing',
  tier: 'premium',
  attempt: 1,
  crashes: 0,
  fence: '1',
  max_processing_seconds: 3600,
  owner_id: null,
  owner_name: null,
  error_code: null,
  error_message: null,
  lease_seconds_left: null,
  seconds_since_start: null,
  started_at_ms: null,
  finished_at_ms: null,
  ...over,
})

/** The live attributes of every queue of the contract. */
export const queueAttributes = (name: string): Record<string, string> => {
  const channel = contract.channels.find(({ queueName }) => queueName === name)
  if (!channel)
    return { VisibilityTimeout: '30', MessageRetentionPeriod: String(contract.channels[0]?.dlqRetentionSeconds) }
  return {
    VisibilityTimeout: String(channel.visibilitySeconds),
    MessageRetentionPeriod: String(channel.retentionSeconds),
    RedrivePolicy: JSON.stringify({
      maxReceiveCount: channel.maxReceiveCount,
      deadLetterTargetArn: `arn:aws:sqs:ap-northeast-2:000000000000:${channel.dlqName}`,
    }),
  }
}
