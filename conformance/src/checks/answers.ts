import { type Check, judging, show } from './check.ts'

/** The answers of the API that a scenario got, held against openapi.yaml. */
const answersOf = (requirement: string, row: string, scenario: string): Check => ({
  requirement,
  row,
  title: 'every answer of the API keeps openapi.yaml, status and body',
  scenarios: [scenario],
  incidents: ['P-18'],
  pointer: 'openapi.yaml#/paths',
  judge: judging((judge, history, contract) => {
    const told = new Set<string>()
    for (const event of history.in(scenario).of('http')) {
      const { operation, status, body, headers } = event.data
      if (operation === undefined) continue
      const violations = contract.validateAnswer(operation, status, body)
      const complaint = `${operation} ${status}: ${violations[0]}`
      // A thousand answers that are wrong in one way are one complaint.
      judge.expect(violations.length === 0 || told.has(complaint), `${complaint} in ${show(body)}`, event)
      if (violations.length > 0) told.add(complaint)
      const correlated = 'x-correlation-id' in headers
      const silent = `${operation} ${status}: no X-Correlation-Id`
      judge.expect(correlated || told.has(silent), silent, event)
      if (!correlated) told.add(silent)
    }
  }),
})

export const answerChecks: readonly Check[] = [
  answersOf('M3-answers-jobs', 'stage-3', 'stage-3'),
  answersOf('M3-answers-videos', 'stage-4', 'stage-4'),
  answersOf('M3-answers-messages', 'stage-5', 'stage-5'),
]
