import { randomUUID } from 'node:crypto'
import { notice, sendNotice } from './message-job.ts'
import { type Context, type Scenario, tenants } from './scenario.ts'
import { isTerminal } from './watch.ts'

const unlucky = '01055550503'

/** Stage 7: a notice whose provider never recovers, a body that is no message, and neighbours that must not notice. */
export const deadLetterScenario: Scenario = {
  id: 'stage-7',
  title: 'an intended failure reaches the dead-letter queue',
  row: 'stage-7',
  needs: ['boot-messaging'],
  after: ['stage-5'],
  async run(context) {
    const { scenario, ledger, provider, queues, wire, contract } = context
    const channel = contract.channels.find(({ fleet }) => fleet === 'messaging')
    if (!channel) throw new Error('the contract has no messaging channel')
    await provider.script(scenario, { match: { to: unlucky }, status: 503, times: 'always' })
    const failing = await sendNotice(context, 'send_failing', tenants.hanbit.id, notice(unlucky, 'notice:never'))
    context.mark('failing', {
      job_id: failing.jobId,
      tenant: tenants.hanbit.id,
      queue: channel.queueName,
      dlq: channel.dlqName,
    })

    const poison = `this is not a message ${randomUUID()}`
    const poisonId = await queues.send(scenario, channel.queueName, poison, tenants.hanbit.id)
    context.mark('poison', { id: poisonId, body: poison, dlq: channel.dlqName })
    // A message that is JSON and names a job, but breaks the contract: its pointer must say where.
    const broken = JSON.stringify({
      type: 'messaging.job',
      schema_version: '1',
      job_id: randomUUID(),
      tenant_id: 'hanbit',
    })
    const brokenId = await queues.send(scenario, channel.queueName, broken, tenants.hanbit.id)
    context.mark('poison', { id: brokenId, body: broken, dlq: channel.dlqName })

    await neighbours(context)
    await ledger.until(scenario, 'job', [failing.jobId], ([row]) => isTerminal(row?.status), 75, 250)
    const wanted = new Set([poison, broken])
    let dead = false
    await queues.look(
      scenario,
      channel.dlqName,
      (message) => {
        wanted.delete(message.body)
        dead ||= message.body.includes(failing.jobId)
        return dead && wanted.size === 0
      },
      12,
    )
    await ledger.read(scenario, 'notifications', [tenants.hanbit.id, 'notice:never'])
    await provider.drain(scenario)
    await wire.drain()
  },
}

/** Work of the same and of another tenant, sent while the failure is under way. */
async function neighbours(context: Context): Promise<void> {
  const owners = [tenants.hanbit.id, tenants.saebit.id, tenants.onnuri.id]
  const sent: string[] = []
  for (const [index, owner] of owners.entries()) {
    const { jobId } = await sendNotice(
      context,
      'send_neighbour',
      owner,
      notice(`0106666000${index}`, `neighbour:${index}`),
    )
    context.mark('neighbour', { job_id: jobId, tenant: owner })
    sent.push(jobId)
  }
  for (const jobId of sent) {
    await context.ledger
      .until(context.scenario, 'job', [jobId], ([row]) => isTerminal(row?.status), 15)
      .catch(() => undefined)
  }
}
