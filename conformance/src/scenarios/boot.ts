import { type Scenario, tenants } from './scenario.ts'

/** Queues, tenants and the API. The AI workers start later, when the first job already waits (P-23). */
export const bootScenario: Scenario = {
  id: 'boot',
  title: 'queues, tenants and the API come up',
  row: 'stage-3',
  needs: ['stage-2'],
  after: [],
  async run({ drive }) {
    await drive('queues.provision')
    for (const tenant of Object.values(tenants)) await drive('tenant.create', { ...tenant })
    await drive('api.start')
  },
}

/** Starts the workers of one fleet, as many as the target file says. */
export const bootFleet = (fleet: 'video' | 'messaging', row: string): Scenario => ({
  id: `boot-${fleet}`,
  title: `the ${fleet} worker starts`,
  row,
  needs: ['boot'],
  after: [],
  async run({ drive, target }) {
    for (let index = 1; index <= target.processes[fleet]; index++) {
      await drive('worker.start', { fleet, name: `${fleet}-${index}` })
    }
  },
})
