import { inAsyncapi, type Place, type Rule } from '../rule.ts'

export const fleetRules: Rule[] = [
  {
    id: 'beat-abort-dead',
    because: 'a worker must give up before anyone else may take its jobs (P-11)',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi['x-fleets']).flatMap(
        ([name, { beat_seconds: beat, abort_after_seconds: abort, dead_after_seconds: dead }]) =>
          2 * beat < abort && abort < dead
            ? []
            : [
                inAsyncapi(
                  ['x-fleets', name],
                  `2 × beat < abort_after < dead_after does not hold: ${2 * beat} < ${abort} < ${dead}`,
                ),
              ],
      ),
  },
  {
    id: 'recovery-goal-reachable',
    because: "a killed worker's job would start again too late (P-09)",
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi['x-fleets']).flatMap(
        ([name, { beat_seconds: beat, dead_after_seconds: dead, recovery_goal_seconds: goal }]) =>
          dead + beat < goal
            ? []
            : [
                inAsyncapi(
                  ['x-fleets', name, 'recovery_goal_seconds'],
                  `dead_after plus one beat is ${dead + beat} s, not below ${goal} s`,
                ),
              ],
      ),
  },
  {
    id: 'fleet-limits',
    because: 'a limit above the limit around it never holds anyone back',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi['x-fleets']).flatMap(([name, fleet]) =>
        (['slots_per_process', 'tenant_cap'] as const).flatMap((field): Place[] =>
          fleet[field] <= fleet.fleet_limit
            ? []
            : [
                inAsyncapi(
                  ['x-fleets', name, field],
                  `${fleet[field]} is more than the fleet limit ${fleet.fleet_limit}`,
                ),
              ],
        ),
      ),
  },
  {
    id: 'fleet-known',
    because: 'a channel without a fleet is never read, a fleet without a channel never works',
    stage: 'meaning',
    check: ({ asyncapi }) => {
      const fleets = Object.keys(asyncapi['x-fleets'])
      const served = Object.entries(asyncapi.channels).map(([channel, { 'x-policy': policy }]) => ({
        channel,
        fleet: policy.fleet,
      }))
      return [
        ...served
          .filter(({ fleet }) => !fleets.includes(fleet))
          .map(({ channel, fleet }) =>
            inAsyncapi(['channels', channel, 'x-policy', 'fleet'], `there is no fleet ${fleet}`),
          ),
        ...fleets
          .filter((name) => !served.some(({ fleet }) => fleet === name))
          .map((name) => inAsyncapi(['x-fleets', name], 'no channel is served by this fleet')),
      ]
    },
  },
  {
    id: 'tier-channels-complete',
    because: 'work of a plan without a channel has no queue to go to',
    stage: 'meaning',
    check: ({ asyncapi, schemas }) => {
      const tiers = (schemas.get('schemas/common/tier.json')?.enum ?? []) as string[]
      return Object.keys(asyncapi['x-fleets']).flatMap((fleet) => {
        const channels = Object.values(asyncapi.channels).filter((channel) => channel['x-policy'].fleet === fleet)
        const has = channels.map((channel) => channel['x-policy'].tier)
        const whole = has.every((tier) => tier === undefined)
          ? has.length <= 1
          : [...has].sort().join() === [...tiers].sort().join()
        return whole
          ? []
          : [
              inAsyncapi(
                ['x-fleets', fleet],
                `needs one channel for all, or one for each of ${tiers.join(', ')}; has ${has.join(', ')}`,
              ),
            ]
      })
    },
  },
  {
    id: 'tier-weights-rise',
    because: 'a higher plan must be polled at least as often as a lower one',
    stage: 'meaning',
    check: ({ asyncapi, schemas }) => {
      const tiers = (schemas.get('schemas/common/tier.json')?.enum ?? []) as string[]
      const tiered = Object.entries(asyncapi.channels).filter(([, channel]) => channel['x-policy'].tier !== undefined)
      const rank = (tier: string | undefined) => tiers.indexOf(tier ?? '')
      return tiered.flatMap(([name, { 'x-policy': policy }]) => {
        const lower = tiered.find(
          ([, { 'x-policy': other }]) =>
            other.fleet === policy.fleet && rank(other.tier) < rank(policy.tier) && other.weight > policy.weight,
        )
        return lower
          ? [
              inAsyncapi(
                ['channels', name, 'x-policy', 'weight'],
                `${policy.weight} is less than the weight of ${lower[0]}`,
              ),
            ]
          : []
      })
    },
  },
  {
    id: 'retry-schedule',
    because: 'a back-off that does not grow, or not to its cap, turns an outage into a storm (P-38)',
    stage: 'meaning',
    check: ({ asyncapi: { 'x-retry': retry } }) => {
      const sane =
        retry.jitter === 'full' &&
        Number(retry.base_seconds) > 0 &&
        Number(retry.factor) > 1 &&
        Number(retry.cap_seconds) > Number(retry.base_seconds)
      return sane
        ? []
        : [inAsyncapi(['x-retry'], 'needs full jitter, base_seconds > 0, factor > 1 and cap_seconds > base_seconds')]
    },
  },
]
