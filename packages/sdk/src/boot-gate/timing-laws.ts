import { type ChannelPolicy, channels, type FleetPolicy, fleets, retry } from '../contract/index.ts'
import type { GateDifference } from './difference.ts'

/** Policies as they were generated. */
export interface Policies {
  readonly channels: readonly ChannelPolicy[]
  readonly fleets: readonly FleetPolicy[]
}

interface Law<P> {
  /** As design.md states it. */
  readonly law: string
  readonly holds: (policy: P) => boolean
}

// SQS's own limits: twelve hours from the receive, 20 s a poll, 1000 receives.
const longestVisibility = 43_200
const longestWait = 20
const highestReceiveCount = 1000

/** Between one queue's numbers and its fleet's. */
const channelLaws: readonly Law<ChannelPolicy & { readonly own: FleetPolicy }>[] = [
  { law: 'lease = visibility − margin', holds: (p) => p.leaseSeconds === p.visibilityTimeoutSeconds - p.marginSeconds },
  { law: 'renew_every ≤ lease / 3', holds: (p) => p.renewEverySeconds * 3 <= p.leaseSeconds },
  { law: 'receive_visibility < visibility', holds: (p) => p.receiveVisibilitySeconds < p.visibilityTimeoutSeconds },
  { law: 'cap + margin < 12 h', holds: (p) => p.maxProcessingSeconds + p.marginSeconds < longestVisibility },
  { law: 'wait ≤ 20 s', holds: (p) => p.waitTimeSeconds <= longestWait },
  {
    law: 'maxReceiveCount ≥ 100 × max_attempts, or 1000',
    holds: (p) => p.maxReceiveCount >= Math.min(highestReceiveCount, 100 * p.own.maxAttempts),
  },
  {
    law: 'retention > cap × max_attempts + longest back-off',
    holds: (p) => p.retentionSeconds > p.maxProcessingSeconds * p.own.maxAttempts + retry.capSeconds,
  },
  { law: 'retention of the dead-letter queue > retention', holds: (p) => p.dlqRetentionSeconds > p.retentionSeconds },
]

const fleetLaws: readonly Law<FleetPolicy>[] = [
  { law: '2 × beat < abort_after', holds: (p) => 2 * p.beatSeconds < p.abortAfterSeconds },
  { law: 'abort_after < dead_after', holds: (p) => p.abortAfterSeconds < p.deadAfterSeconds },
  {
    law: 'dead_after + beat < recovery_goal',
    holds: (p) => p.deadAfterSeconds + p.beatSeconds < p.recoveryGoalSeconds,
  },
]

/** Every law, as its differences name it. */
export const timingLaws: readonly string[] = [...channelLaws, ...fleetLaws].map(({ law }) => law)

const generated: Policies = { channels: Object.values(channels), fleets: Object.values(fleets) }

/**
 * The timing laws over the generated policies (P-08): the numbers a process was built with, asserted once more where
 * they are used, so that a stale or edited generated file does not start.
 */
export function timingDifferences({ channels: queues, fleets: own }: Policies = generated): GateDifference[] {
  return [
    ...queues.flatMap((policy) => {
      const fleet = own.find(({ fleet: name }) => name === policy.fleet)
      return fleet ? broken(channelLaws, { ...policy, own: fleet }, policy.channel) : []
    }),
    ...own.flatMap((policy) => broken(fleetLaws, policy, `the fleet ${policy.fleet}`)),
  ]
}

function broken<P>(laws: readonly Law<P>[], policy: P, name: string): GateDifference[] {
  return laws
    .filter(({ holds }) => !holds(policy))
    .map(({ law }) => ({
      check: 'timing',
      code: 'contract_violation',
      text: `${name} breaks ${law}`,
      repair: 'pnpm codegen, after asyncapi.yaml is correct',
    }))
}
