import { type Check, judging, show } from './check.ts'
import { jobOf, lastRowOf } from './facts.ts'
import { deletions, handlesOfJob } from './wire.ts'

export const tierChecks: readonly Check[] = [
  {
    requirement: 'M2.1-tier-enforced',
    row: 'check-1',
    title: 'a job of too low a tier is refused at the door and fails terminally at the worker',
    scenarios: ['tier'],
    incidents: ['P-19'],
    pointer: 'asyncapi.yaml#/x-job-types',
    judge: judging((judge, history) => {
      const planted = history.in('tier').mark('planted')
      judge.expect(planted, 'no such job was planted')
      const last = planted && lastRowOf(history, String(planted.data.detail.job_id))
      judge.expect(last?.row.status === 'FAILED', `the worker left it ${show(last?.row.status)}`, last?.event)
      judge.expect(
        last?.row.error_code === 'tier_not_allowed',
        `the worker's reason is ${show(last?.row.error_code)}`,
        last?.event,
      )
      const result = history.in('tier').ledger('result').at(-1)
      judge.expect(result?.data.rows.length === 0, 'it has a result', result)
      const handles = handlesOfJob(history, String(planted?.data.detail.job_id))
      judge.expect(
        deletions(history).some(({ handle }) => handles.has(handle)),
        'its message was not deleted',
        planted,
      )
      for (const label of ['create_above_plan', 'claim_a_higher_plan']) {
        const answer = history.in('tier').http(label)[0]
        const status = answer?.data.status ?? 0
        judge.expect(status >= 400 && status < 500, `${label}: the API answers ${status}`, answer)
      }
    }),
  },
  {
    requirement: 'M2.1-payload-validated',
    row: 'check-1',
    title: 'a message whose payload breaks the contract is quarantined, not run',
    scenarios: ['tier'],
    incidents: ['P-15', 'P-16'],
    pointer: 'schemas/payloads/excel-parsing.json',
    judge: judging((judge, history) => {
      const bad = history.in('tier').mark('bad_payload')
      const found = history
        .in('tier')
        .of('message')
        .filter(({ data }) => data.body.includes(String(bad?.data.detail.job_id)))
      judge.expect(found.length === 1, `${found.length} copies in the dead-letter queue`, bad)
      for (const message of found) {
        const said = Object.values(message.data.attributes).join(' ')
        judge.expect(said.includes('contract_violation'), `its reason is ${show(said)}`, message)
        judge.expect(said.includes('payload'), `no pointer to the payload among ${show(said)}`, message)
      }
    }),
  },
  {
    requirement: 'M2.1-no-type-error',
    row: 'check-1',
    title: 'a real message goes through, and no process says TypeError',
    scenarios: ['stage-3', 'tier'],
    incidents: ['P-17'],
    pointer: 'mission M2 check 1',
    judge: judging((judge, history) => {
      const job = jobOf(history, 'stage-3')
      const last = job && lastRowOf(history, job.jobId)
      judge.expect(last?.row.status === 'DONE', `the real message ended as ${show(last?.row.status)}`, last?.event)
      for (const log of history.of('log'))
        judge.expect(!/\bTypeError\b/.test(log.data.line), `${log.data.process}: ${show(log.data.line)}`, log)
    }),
  },
]
