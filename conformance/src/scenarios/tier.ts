import { randomUUID } from 'node:crypto'
import { type Context, type Scenario, tenants } from './scenario.ts'
import { isTerminal } from './watch.ts'

const tenant = tenants.onnuri.id

/** Check 1: a message of too low a tier, and one whose payload breaks the contract, reach a worker all the same. */
export const tierScenario: Scenario = {
  id: 'tier',
  title: 'a job of too low a tier reaches a worker',
  row: 'check-1',
  needs: ['stage-3'],
  after: ['cap'],
  async run(context) {
    const { api, scenario, contract, ledger, wire } = context
    const jobType = lowestAbove(context, 'lite')
    const payload = contract.schemas.examples(`payloads/${jobType.replaceAll('_', '-')}.json`)[0] as Record<
      string,
      unknown
    >
    const own = moveUnder(payload, tenant)
    await api.ask(scenario, {
      label: 'create_above_plan',
      operation: 'createJob',
      tenant,
      json: { job_type: jobType, payload: own },
    })
    await api.ask(scenario, {
      label: 'claim_a_higher_plan',
      operation: 'createJob',
      tenant,
      json: {
        job_type: 'excel_parsing',
        tier: 'premium',
        payload: { object_key: rosterKey(context), kind: 'students', password_mode: 'fixed' },
      },
    })
    const jobId = await plantTooLow(context, jobType, own)
    context.mark('planted', { job_id: jobId, job_type: jobType, tier: 'lite' })
    await badPayload(context)
    await ledger.until(scenario, 'job', [jobId], ([row]) => isTerminal(row?.status), 20).catch(() => undefined)
    await ledger.read(scenario, 'job', [jobId])
    await ledger.read(scenario, 'result', [jobId])
    await wire.drain()
  },
}

/** A job type of the AI fleet that a plan does not include. */
function lowestAbove({ contract }: Context, tier: string): string {
  for (const [name, { kind, lowestTier }] of contract.jobTypes) if (kind === 'ai' && lowestTier !== tier) return name
  throw new Error(`every AI job type is open to ${tier}: the contract leaves nothing to enforce`)
}

/** The example's object keys, moved under this tenant's own prefix. */
function moveUnder(payload: Record<string, unknown>, owner: string): Record<string, unknown> {
  const text = JSON.stringify(payload).replaceAll(/"(excel|tenants)\/[a-z0-9-]+\//g, `"$1/${owner}/`)
  return JSON.parse(text) as Record<string, unknown>
}

const channelOf = ({ contract }: Context, tier: string) => {
  const channel = contract.channels.find((each) => each.fleet === 'ai' && each.tier === tier)
  if (!channel) throw new Error(`the contract has no AI channel for ${tier}`)
  return channel
}

function envelope(jobId: string, jobType: string, payload: unknown): Record<string, unknown> {
  return {
    schema_version: '1',
    message_id: randomUUID(),
    type: 'ai.job',
    tenant_id: tenant,
    job_id: jobId,
    created_at: new Date().toISOString(),
    correlation_id: `conformance-${jobId}`,
    attempt: 1,
    job_type: jobType,
    tier: 'lite',
    payload,
  }
}

async function plantTooLow(context: Context, jobType: string, payload: unknown): Promise<string> {
  const { ledger, scenario, queues, contract } = context
  const channel = channelOf(context, 'lite')
  const jobId = randomUUID()
  const message = envelope(jobId, jobType, payload)
  const fleet = contract.fleets.get('ai')
  await ledger.plant(scenario, 'job', [
    ...[jobId, message.message_id, tenant, 'ai', jobType, 'lite', channel.name, JSON.stringify(payload)],
    ...[fleet?.maxAttempts, channel.maxProcessingSeconds, message.correlation_id],
  ])
  await queues.send(scenario, channel.queueName, JSON.stringify(message), tenant)
  return jobId
}

async function badPayload(context: Context): Promise<void> {
  const { scenario, queues } = context
  const channel = channelOf(context, 'lite')
  const jobId = randomUUID()
  const body = JSON.stringify(envelope(jobId, 'excel_parsing', { object_key: rosterKey(context), kind: 17 }))
  context.mark('bad_payload', { job_id: jobId, queue: channel.queueName })
  await queues.send(scenario, channel.queueName, body, tenant)
  await queues.look(scenario, channel.dlqName, (message) => message.body.includes(jobId), 12)
}

function rosterKey({ contract }: Context): string {
  return contract.rosterTemplate.replace('{tenant_id}', tenant).replace('{uuid}', randomUUID())
}
