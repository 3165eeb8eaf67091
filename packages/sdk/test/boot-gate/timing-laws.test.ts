import { expect, test } from 'vitest'
import { timingDifferences } from '../../src/boot-gate/index.ts'
import { timingLaws } from '../../src/boot-gate/timing-laws.ts'
import { type ChannelPolicy, channels, type FleetPolicy, fleets, retry } from '../../src/contract/index.ts'

const broken = (change: { channel?: Partial<ChannelPolicy>; fleet?: Partial<FleetPolicy> }) =>
  timingDifferences({
    channels: [{ ...channels.aiJobsLite, ...change.channel }],
    fleets: [{ ...fleets.ai, ...change.fleet }],
  })

test('P-08 the generated policies keep every timing law', () => {
  expect(timingDifferences()).toEqual([])
})

const { aiJobsLite: lite } = channels
const brokenByAQueue: [law: string, change: Parameters<typeof broken>[0]][] = [
  ['lease = visibility − margin', { channel: { leaseSeconds: lite.leaseSeconds - 1 } }],
  ['lease = visibility − margin', { channel: { visibilityTimeoutSeconds: lite.visibilityTimeoutSeconds - 1 } }],
  ['renew_every ≤ lease / 3', { channel: { renewEverySeconds: lite.leaseSeconds / 3 + 1 } }],
  ['receive_visibility < visibility', { channel: { receiveVisibilitySeconds: lite.visibilityTimeoutSeconds } }],
  ['cap + margin < 12 h', { channel: { maxProcessingSeconds: 43_200 - lite.marginSeconds } }],
  ['wait ≤ 20 s', { channel: { waitTimeSeconds: 21 } }],
  ['maxReceiveCount ≥ 100 × max_attempts, or 1000', { channel: { maxReceiveCount: 100 * fleets.ai.maxAttempts - 1 } }],
  [
    'retention > cap × max_attempts + longest back-off',
    { channel: { retentionSeconds: lite.maxProcessingSeconds * fleets.ai.maxAttempts + retry.capSeconds } },
  ],
  ['retention of the dead-letter queue > retention', { channel: { dlqRetentionSeconds: lite.retentionSeconds } }],
]
const brokenByAFleet: [law: string, change: Partial<FleetPolicy>][] = [
  ['2 × beat < abort_after', { beatSeconds: fleets.ai.abortAfterSeconds / 2 }],
  ['abort_after < dead_after', { abortAfterSeconds: fleets.ai.deadAfterSeconds }],
  ['dead_after + beat < recovery_goal', { recoveryGoalSeconds: fleets.ai.deadAfterSeconds + fleets.ai.beatSeconds }],
]

test('P-08 every timing law has its test', () => {
  const tested = [...brokenByAQueue, ...brokenByAFleet].map(([law]) => law)
  expect(new Set(tested)).toEqual(new Set(timingLaws))
})

test.each(brokenByAQueue)('P-08 a queue that breaks %s is told: %o', (law, change) => {
  expect(broken(change)).toEqual([
    {
      check: 'timing',
      code: 'contract_violation',
      text: `aiJobsLite breaks ${law}`,
      repair: 'pnpm codegen, after asyncapi.yaml is correct',
    },
  ])
})

test.each(brokenByAFleet)('P-11 a fleet that breaks %s is told: %o', (law, change) => {
  expect(broken({ fleet: change }).map(({ text }) => text)).toEqual([`the fleet ai breaks ${law}`])
})
