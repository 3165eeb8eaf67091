import type { EventOf } from '../history/events.ts'
import type { HistoryView } from '../history/history.ts'
import { type Check, judging, show } from './check.ts'
import { jobOf, lastRowOf } from './facts.ts'
import { deletions, receipts } from './wire.ts'

const row = 'stage-5'
const scenarios = ['stage-5']

/** Requests that the provider got for one recipient, as its own record shows them. */
export const requestsTo = (history: HistoryView, recipient: string): EventOf<'provider'>[] =>
  history
    .of('provider')
    .filter(({ data }) => data.method === 'POST' && JSON.stringify(data.body ?? '').includes(recipient))

export const messageChecks: readonly Check[] = [
  {
    requirement: 'M1.5-sent-once',
    row,
    title: 'the provider got exactly one request, correctly signed, also after a second delivery',
    scenarios,
    incidents: ['P-35'],
    pointer: 'asyncapi.yaml#/channels/messagingJobs',
    judge: judging((judge, history) => {
      const job = jobOf(history, 'stage-5')
      judge.expect(job, 'no message was created')
      if (!job) return
      const last = lastRowOf(history, job.jobId)
      judge.expect(
        last?.row.status === 'DONE',
        `the job says ${show(last?.row.status)} ${show(last?.row.error_code)}`,
        last?.event,
      )
      const requests = requestsTo(history, String(job.mark.data.detail.recipient))
      judge.expect(requests.length === 1, `the provider got ${requests.length} requests`, ...requests)
      for (const request of requests) {
        judge.expect(request.data.signed === true, `a request was not signed: ${show(request.data.reason)}`, request)
        judge.expect(
          (request.data.accepted as unknown[])?.length === 1,
          'the provider did not take the message',
          request,
        )
      }
    }),
  },
  {
    requirement: 'M1.5-second-delivery-taken',
    row,
    title: 'the second delivery was received and deleted, and changed nothing',
    scenarios,
    incidents: ['P-03', 'P-35'],
    pointer: 'design §3 law 3, terminal',
    judge: judging((judge, history) => {
      const sent = history.in('stage-5').mark('duplicate_sent')
      judge.expect(sent, 'no second delivery was sent')
      const received = receipts(history).filter(({ messageId }) => messageId === sent?.data.detail.id)
      judge.expect(received.length > 0, 'nobody received the second delivery', sent)
      const deleted = deletions(history).some(({ handle }) => received.some((each) => each.handle === handle))
      judge.expect(deleted, 'the second delivery was not deleted', ...received.map(({ event }) => event))
    }),
  },
  {
    requirement: 'M1.5-recorded-once',
    row,
    title: 'the log has one row for the notice, and it says sent',
    scenarios,
    incidents: ['P-35'],
    pointer: 'openapi.yaml#/components/schemas/Notification',
    judge: judging((judge, history) => {
      const rows = history.in('stage-5').ledger('notifications').at(-1)
      judge.expect(rows?.data.rows.length === 1, `${rows?.data.rows.length ?? 'no'} rows instead of one`, rows)
      judge.expect(rows?.data.rows[0]?.status === 'sent', `it says ${show(rows?.data.rows[0]?.status)}`, rows)
      const log = history.in('stage-5').http('log').at(-1)
      const key = history.in('stage-5').mark('job')?.data.detail.business_key
      const items = (log?.data.body as { items?: { business_idempotency_key?: string }[] } | undefined)?.items ?? []
      const mine = items.filter((item) => item.business_idempotency_key === key)
      judge.expect(mine.length === 1, `the log route shows the notice ${mine.length} times`, log)
      const [first, second] = ['send', 'send_again'].map((label) => history.in('stage-5').http(label)[0])
      const same = (name: string) =>
        show((first?.data.body as never)?.[name]) === show((second?.data.body as never)?.[name])
      judge.expect(
        second && same('notification_id') && same('job_id'),
        'asking again made another notice',
        first,
        second,
      )
    }),
  },
]
