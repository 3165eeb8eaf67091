import { type Check, judging } from './check.ts'

const minimumRequests = 1000

export const statementChecks: readonly Check[] = [
  {
    requirement: 'M4-zero-statements',
    row: 'check-7',
    title: `${minimumRequests} progress requests and more run no statement of the API's role`,
    scenarios: ['cap'],
    incidents: [],
    pointer: 'openapi.yaml#/paths/~1api~1v1~1jobs~1{job_id}~1progress~1',
    judge: judging((judge, history) => {
      const counted = history.in('cap').mark('statements_counted')
      judge.expect(counted, 'nothing was counted')
      const { before, after } = (counted?.data.detail ?? {}) as { before?: number; after?: number }
      judge.expect(Number(before) > 0, 'the API never ran a statement at all: the wrong role was counted', counted)
      judge.expect(before === after, `the API's role ran ${Number(after) - Number(before)} statements`, counted)
      const kinds = { counted_running: 200, counted_finished: 200, counted_unknown: 404, counted_other_tenant: 404 }
      let requests = 0
      for (const [label, status] of Object.entries(kinds)) {
        const answers = history.in('cap').http(label)
        requests += answers.length
        const wrong = answers.find(({ data }) => data.status !== status)
        judge.expect(answers.length > 0, `no ${label} request was made`)
        // What another tenant is told is judged in stage 3; here only that an answer came without a statement.
        if (label !== 'counted_other_tenant')
          judge.expect(!wrong, `${label}: ${wrong?.data.status} instead of ${status}`, wrong)
      }
      judge.expect(requests >= minimumRequests, `only ${requests} requests were made`, counted)
      const running = history
        .in('cap')
        .http('counted_running')
        .filter(({ data }) => (data.body as { status?: string } | null)?.status === 'RUNNING')
      judge.expect(running.length > 0, 'the running job was not running while requests were counted', counted)
    }),
  },
]
