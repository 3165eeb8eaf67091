import { observeSources } from '../observe/sources.ts'
import type { Scenario } from './scenario.ts'

/** Checks 4–7 look at the text of the sources; it is read once. */
export const sourcesScenario: Scenario = {
  id: 'sources',
  title: 'the sources are read',
  row: 'check-4',
  needs: [],
  after: [],
  async run({ history, scenario, target }) {
    observeSources(history, scenario, target.sourceRoots)
  },
}

/** Check 9: every queue at the endpoint, as it is. */
export const queuesScenario: Scenario = {
  id: 'queues',
  title: 'every queue at the endpoint is read',
  row: 'check-9',
  needs: ['boot'],
  after: ['stage-6', 'stage-7', 'stage-4'],
  async run({ queues, scenario }) {
    await queues.list(scenario)
  },
}

/** Check 8: a second row for the same job is tried, and results are counted. */
export const uniquenessScenario: Scenario = {
  id: 'uniqueness',
  title: 'a second completion is tried',
  row: 'check-8',
  needs: ['stage-3'],
  after: ['stage-4', 'stage-5', 'stage-6', 'stage-7', 'cap', 'tier'],
  async run({ history, ledger, scenario }) {
    const jobId = String(history.view().in('stage-3').mark('job')?.data.detail.job_id)
    await ledger.attempt(scenario, 'second_job', [jobId])
    await ledger.attempt(scenario, 'second_result', [jobId])
    await ledger.read(scenario, 'results_per_job')
  },
}

/** What can only be read once everything is over. */
export const closingScenario: Scenario = {
  id: 'closing',
  title: 'the last records are read',
  row: 'check-10',
  needs: ['boot'],
  after: ['uniqueness', 'queues'],
  async run({ redis, wire, scenario, ledger }) {
    await redis.keys(scenario)
    await ledger.read(scenario, 'unpublished')
    await wire.drain()
  },
}
