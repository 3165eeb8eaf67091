import { type Context, type Scenario, tenants } from './scenario.ts'
import { accepted, isTerminal, watchProgress } from './watch.ts'

const tenant = tenants.hanbit.id
const businessKey = 'attendance:2026-03-02:student:77'
const recipient = '01098765432'

/** What every message of the run has in common. */
export const notice = (to: string, key: string, text = '[한빛학원] 김하늘 학생이 등원했습니다.') => ({
  channel: 'sms',
  to,
  text,
  business_idempotency_key: key,
})

/** Sends one notice through the API. */
export async function sendNotice(
  { api, scenario }: Context,
  label: string,
  owner: string,
  body: Record<string, unknown>,
): Promise<{ jobId: string; notificationId: string }> {
  const answer = accepted(
    await api.ask(scenario, { label, operation: 'sendMessage', tenant: owner, json: body }),
    label,
  )
  return { jobId: String(answer.job_id), notificationId: String(answer.notification_id) }
}

/** The body with which a job's message went over the wire, so that the suite can deliver it again. */
export async function bodyOnTheWire(context: Context, jobId: string): Promise<{ queue: string; body: string }> {
  await context.wire.drain()
  for (const { data } of context.history.view().of('wire')) {
    const bodies =
      data.action === 'SendMessage'
        ? [data.input.MessageBody]
        : data.action === 'SendMessageBatch'
          ? ((data.input.Entries as { MessageBody: string }[] | undefined) ?? []).map((entry) => entry.MessageBody)
          : []
    const body = bodies.find((each) => typeof each === 'string' && each.includes(jobId))
    if (typeof body === 'string') return { queue: data.queue, body }
  }
  throw new Error(`no message of job ${jobId} was seen on the wire`)
}

/** Stage 5: one message, then the same queue message once more. */
export const messageScenario: Scenario = {
  id: 'stage-5',
  title: 'one message: sent once, recorded once',
  row: 'stage-5',
  needs: ['boot-messaging'],
  after: ['stage-3'],
  async run(context) {
    const { scenario, ledger, provider, queues, wire, api } = context
    // A slow provider, so that the job can be seen while it runs.
    await provider.script(scenario, { match: { to: recipient }, hang_ms: 1200, times: 1 })
    const { jobId } = await sendNotice(context, 'send', tenant, notice(recipient, businessKey))
    context.mark('job', { job_id: jobId, tenant, business_key: businessKey, recipient })
    await ledger.until(
      scenario,
      'job',
      [jobId],
      ([row]) => row?.status === 'RUNNING' || isTerminal(row?.status),
      10,
      50,
    )
    await watchProgress(context, tenant, jobId, 20)
    await ledger.until(scenario, 'job', [jobId], ([row]) => isTerminal(row?.status), 5)

    const { queue, body } = await bodyOnTheWire(context, jobId)
    const id = await queues.send(scenario, queue, body, tenant)
    context.mark('duplicate_sent', { id, job_id: jobId })
    await untilDeleted(context, id, 15)
    // The same notice asked for again by the client is the same notice, too.
    await sendNotice(context, 'send_again', tenant, notice(recipient, businessKey))
    await ledger.read(scenario, 'notifications', [tenant, businessKey])
    await ledger.read(scenario, 'job', [jobId])
    await api.ask(scenario, { label: 'log', operation: 'listMessages', tenant })
    await provider.drain(scenario)
    await wire.drain()
  },
}

/** Waits until the wire shows that the message with this id was deleted; goes on without when `seconds` are over. */
export async function untilDeleted(context: Context, messageId: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (Date.now() < deadline) {
    await context.wire.drain()
    if (handlesOf(context, messageId).some((handle) => wasDeleted(context, handle))) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function handlesOf({ history }: Context, messageId: string): string[] {
  return history
    .view()
    .of('wire')
    .flatMap(({ data }) =>
      data.action === 'ReceiveMessage' ? ((data.output?.Messages as WireMessage[] | undefined) ?? []) : [],
    )
    .filter((message) => message.MessageId === messageId)
    .map((message) => message.ReceiptHandle)
}

interface WireMessage {
  readonly MessageId: string
  readonly ReceiptHandle: string
}

const wasDeleted = ({ history }: Context, handle: string): boolean =>
  history
    .view()
    .of('wire')
    .some(({ data }) => {
      if (data.action === 'DeleteMessage') return data.input.ReceiptHandle === handle
      if (data.action !== 'DeleteMessageBatch') return false
      return ((data.input.Entries as { ReceiptHandle: string }[] | undefined) ?? []).some(
        (entry) => entry.ReceiptHandle === handle,
      )
    })
