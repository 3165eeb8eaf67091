import { type Check, judging, show } from './check.ts'

export const uniquenessChecks: readonly Check[] = [
  {
    requirement: 'M2.8-second-row-refused',
    row: 'check-8',
    title: 'a second job with the same id and a second result of the same job are refused by the database',
    scenarios: ['uniqueness'],
    incidents: ['P-07', 'P-42'],
    pointer: 'mission M2 check 8',
    judge: judging((judge, history) => {
      for (const name of ['attempt:second_job', 'attempt:second_result']) {
        const tried = history.ledger(name)[0]
        judge.expect(tried, `${name} was never tried`)
        judge.expect(
          tried?.data.error?.code === '23505',
          `${name} was not refused as a duplicate: ${show(tried?.data.error ?? 'accepted')}`,
          tried,
        )
      }
    }),
  },
  {
    requirement: 'M2.8-one-result-a-job',
    row: 'check-8',
    title: 'a DONE job has exactly one result, any other none',
    scenarios: ['uniqueness'],
    incidents: ['P-17'],
    pointer: 'mission M2 check 8',
    judge: judging((judge, history) => {
      const counted = history.ledger('results_per_job').at(-1)
      const rows = counted?.data.rows ?? []
      judge.expect(
        rows.some(({ status }) => status === 'DONE'),
        'no job is DONE',
        counted,
      )
      for (const { job_id, status, results } of rows) {
        const wanted = status === 'DONE' ? 1 : 0
        judge.expect(
          results === wanted,
          `job ${show(job_id)} is ${show(status)} with ${show(results)} results`,
          counted,
        )
      }
    }),
  },
]
