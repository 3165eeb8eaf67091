import { type Check, judging, show } from './check.ts'
import { jobOf, lastRowOf } from './facts.ts'
import { handlesOfJob, visibilityChanges } from './wire.ts'

/** Seconds that a look at a lease may lag behind its writing. */
const leaseSlackSeconds = 3
const leaseWindowSeconds = 20

export const leaseChecks: readonly Check[] = [
  {
    requirement: 'M2.3-lease-in-the-contract',
    row: 'check-3',
    title: 'lease = visibility − margin in every channel',
    scenarios: ['stage-3'],
    incidents: ['P-08'],
    pointer: 'asyncapi.yaml#/channels',
    judge: judging((judge, _history, contract) => {
      const margins: Record<string, number> = { ai: 60, video: 60, messaging: 15 }
      for (const { name, fleet, leaseSeconds, visibilitySeconds, marginSeconds } of contract.channels) {
        judge.expect(
          leaseSeconds === visibilitySeconds - marginSeconds,
          `${name}: ${leaseSeconds} ≠ ${visibilitySeconds} − ${marginSeconds}`,
        )
        judge.expect(marginSeconds === margins[fleet], `${name}: the margin is ${marginSeconds} s`)
      }
    }),
  },
  {
    requirement: 'M2.3-lease-in-the-row',
    row: 'check-3',
    title:
      "the row of a running job carries the contract's lease, and the live queue the visibility that belongs to it",
    scenarios: ['stage-3', 'cap'],
    incidents: ['P-08', 'P-11'],
    pointer: 'asyncapi.yaml#/channels/aiJobsLite/x-policy/lease_seconds',
    judge: judging((judge, history, contract) => {
      const fleets = new Set<string>()
      for (const event of history.ledger('job')) {
        for (const row of event.data.rows) {
          if (row.status !== 'RUNNING' || Number(row.seconds_since_start) > leaseWindowSeconds) continue
          const kind = contract.jobTypes.get(String(row.job_type))?.kind
          const channel = contract.channels.find(
            ({ fleet, tier }) => fleet === kind && (tier === null || tier === row.tier),
          )
          if (!channel) continue
          fleets.add(channel.fleet)
          const left = Number(row.lease_seconds_left)
          const least = channel.leaseSeconds - Number(row.seconds_since_start) - leaseSlackSeconds
          judge.expect(
            left <= channel.leaseSeconds && left >= least,
            `${channel.name}: ${left.toFixed(1)} s of lease left, the contract says ${channel.leaseSeconds}`,
            event,
          )
          const queue = history.of('queue').find(({ data }) => data.name === channel.queueName)
          const live = Number(queue?.data.attributes.VisibilityTimeout)
          judge.expect(
            live - channel.marginSeconds === channel.leaseSeconds,
            `${channel.queueName} hides for ${live} s`,
            queue,
          )
        }
      }
      judge.expect(fleets.has('ai'), 'no running AI job was ever seen')
    }),
  },
  {
    requirement: 'M2.3-visibility-on-the-wire',
    row: 'check-3',
    title: "after the claim the message is hidden for the contract's visibility",
    scenarios: ['cap'],
    incidents: ['P-10', 'P-12'],
    pointer: 'asyncapi.yaml#/channels/aiJobsLite/bindings/sqs/queue/visibilityTimeout',
    judge: judging((judge, history, contract) => {
      const job = jobOf(history, 'cap')
      if (!job) return
      const last = lastRowOf(history, job.jobId)
      const channel = contract.channels.find(({ fleet, tier }) => fleet === 'ai' && tier === last?.row.tier)
      const handles = handlesOfJob(history, job.jobId)
      const raised = visibilityChanges(history).filter(({ handle }) => handles.has(handle))
      judge.expect(raised.length > 0, 'the visibility was never raised')
      judge.expect(
        raised.some(({ visibility }) => visibility === channel?.visibilitySeconds),
        `raised to ${show(raised.map(({ visibility }) => visibility))}`,
        ...raised.map(({ event }) => event),
      )
    }),
  },
]
