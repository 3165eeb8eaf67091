import type { EventOf } from '../history/events.ts'
import { type Check, judging, show } from './check.ts'
import { lastRowOf } from './facts.ts'
import { requestsTo } from './stage-5.ts'
import { sends } from './wire.ts'

const row = 'stage-7'
const scenarios = ['stage-7']

export const deadLetterChecks: readonly Check[] = [
  {
    requirement: 'M1.7-dead',
    row,
    title: 'attempts used up: the row says DEAD and why',
    scenarios,
    incidents: ['P-13', 'P-14'],
    pointer: 'asyncapi.yaml#/x-fleets/messaging/max_attempts',
    judge: judging((judge, history, contract) => {
      const failing = history.in('stage-7').mark('failing')
      const last = failing && lastRowOf(history, String(failing.data.detail.job_id))
      const most = contract.fleets.get('messaging')?.maxAttempts
      judge.expect(last?.row.status === 'DEAD', `the row says ${show(last?.row.status)}`, last?.event)
      judge.expect(last?.row.attempt === most, `${show(last?.row.attempt)} attempts of ${most}`, last?.event)
      judge.expect(last?.row.error_code, 'the row gives no reason', last?.event)
      const requests = requestsTo(history, '01055550503')
      judge.expect(
        requests.length === most,
        `the provider was asked ${requests.length} times, not ${most}`,
        ...requests,
      )
      // Back-off: five attempts within a few seconds would be a storm (P-14).
      const seconds = ((requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0)) / 1000
      judge.expect(seconds >= 0.5, `all attempts within ${seconds} s: no back-off`, ...requests)
    }),
  },
  {
    requirement: 'M1.7-in-the-dlq',
    row,
    title: 'the message is in the dead-letter queue with body, attributes, group and last error',
    scenarios,
    incidents: ['P-13'],
    pointer: 'asyncapi.yaml#/channels/messagingJobs/bindings/sqs/deadLetterQueue',
    judge: judging((judge, history, contract) => {
      const failing = history.in('stage-7').mark('failing')
      const jobId = String(failing?.data.detail.job_id)
      const found = history
        .in('stage-7')
        .of('message')
        .filter(({ data }) => data.queue === failing?.data.detail.dlq && data.body.includes(jobId))
      judge.expect(found.length === 1, `${found.length} messages of the job in the dead-letter queue`, failing)
      for (const message of found) {
        const violations = contract.schemas.validate('messages/messaging-job.json', parse(message.data.body))
        judge.expect(
          violations.length === 0,
          `the body breaks ${violations[0]?.pointer}: ${violations[0]?.message}`,
          message,
        )
        judge.expect(reasonOf(message) !== '', 'the message carries no reason', message)
        const lastError = Object.entries(message.data.attributes).find(([name]) => /error/i.test(name))?.[1]
        judge.expect(lastError, `no last error among ${show(message.data.attributes)}`, message)
        const original = sends(history).find(
          ({ queue, body }) => queue === failing?.data.detail.queue && body.includes(jobId),
        )
        judge.expect(original, 'the message was never seen on its way to the queue', message)
        for (const [name, value] of Object.entries(original?.attributes ?? {})) {
          const kept = message.data.attributes[name]
          judge.expect(kept === value, `its attribute ${name} is ${show(kept)} instead of ${show(value)}`, message)
        }
        const group =
          message.data.systemAttributes.MessageGroupId ??
          sends(history).find(({ queue, body }) => queue === message.data.queue && body.includes(jobId))?.groupId
        judge.expect(group === failing?.data.detail.tenant, `its MessageGroupId is ${show(group)}`, message)
      }
    }),
  },
  {
    requirement: 'P-15-quarantine',
    row,
    title: 'a poison body is in quarantine as it came, with a reason and a pointer into the contract',
    scenarios,
    incidents: ['P-15', 'P-16'],
    pointer: 'design §3 law 3, quarantine',
    judge: judging((judge, history, contract) => {
      const poisons = history
        .in('stage-7')
        .of('mark')
        .filter(({ data }) => data.name === 'poison')
      judge.expect(poisons.length === 2, 'no poison was sent')
      for (const poison of poisons) {
        const body = String(poison.data.detail.body)
        const found = history
          .in('stage-7')
          .of('message')
          .filter(({ data }) => data.queue === poison.data.detail.dlq && data.body === body)
        judge.expect(
          found.length === 1,
          `${found.length} copies of ${show(body)} in the dead-letter queue`,
          poison,
          ...found,
        )
        for (const message of found) {
          judge.expect(
            /not_json|contract_violation/.test(reasonOf(message)),
            `no reason among ${show(message.data.attributes)}`,
            message,
          )
          const pointers = Object.values(message.data.attributes).filter((value) => contract.resolves(value))
          judge.expect(
            pointers.length > 0,
            `nothing among ${show(message.data.attributes)} points to a rule of the contract`,
            message,
          )
        }
      }
    }),
  },
  {
    requirement: 'P-15-neighbours-flow',
    row,
    title: 'work of the same and of other tenants goes on meanwhile',
    scenarios,
    incidents: ['P-15', 'P-38'],
    pointer: 'asyncapi.yaml#/channels/messagingJobs',
    judge: judging((judge, history) => {
      const failing = history.in('stage-7').mark('failing')
      const dead = Number(failing && lastRowOf(history, String(failing.data.detail.job_id))?.row.finished_at_ms)
      const neighbours = history
        .in('stage-7')
        .of('mark')
        .filter(({ data }) => data.name === 'neighbour')
      judge.expect(neighbours.length >= 3, `${neighbours.length} neighbours`)
      for (const neighbour of neighbours) {
        const last = lastRowOf(history, String(neighbour.data.detail.job_id))
        judge.expect(last?.row.status === 'DONE', `a neighbour says ${show(last?.row.status)}`, last?.event)
        const done = Number(last?.row.finished_at_ms)
        judge.expect(done < dead, 'a neighbour was done only after the failure was', last?.event)
      }
    }),
  },
]

/** Everything a dead letter says about why it is there. */
const reasonOf = (message: EventOf<'message'>): string =>
  Object.entries(message.data.attributes)
    .filter(([name]) => /reason|error|code/i.test(name))
    .map(([, value]) => value)
    .join(' ')

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
