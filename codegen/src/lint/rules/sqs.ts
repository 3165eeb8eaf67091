import type { ChannelDocument, Contract } from '../../contract/model.ts'
import { inAsyncapi, type Place, type Rule } from '../rule.ts'
import { bindingErrors } from '../sqs-binding.ts'

const longestWaitSeconds = 20
const largestReceiveCount = 1000
const receivesPerAttempt = 100
const visibilityCeilingSeconds = 12 * 3600

type Check = (
  channel: ChannelDocument,
  at: (parts: string[], message: string) => Place,
  contract: Contract,
  name: string,
) => (Place | false)[]

function channelRule(id: string, because: string, check: Check): Rule {
  return {
    id,
    because,
    stage: 'meaning',
    check: (contract) =>
      Object.entries(contract.asyncapi.channels).flatMap(([name, channel]) => {
        const at = (parts: string[], message: string) => inAsyncapi(['channels', name, ...parts], message)
        return check(channel, at, contract, name).filter((place) => place !== false)
      }),
  }
}

const queuePath = ['bindings', 'sqs', 'queue']

export const sqsRules: Rule[] = [
  {
    id: 'sqs-binding-closed',
    because: 'a misspelt setting is ignored by the parser and the queue gets the default of SQS',
    stage: 'structure',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi.channels).flatMap(([name, channel]) =>
        bindingErrors(channel.bindings?.sqs).map(([pointer, message]): Place => {
          const [file, base] = inAsyncapi(['channels', name, 'bindings', 'sqs'], '')
          return [file, base + pointer, message]
        }),
      ),
  },
  channelRule(
    'queue-name-is-address',
    'API and workers would use different queues (P-20)',
    ({ address, bindings: { sqs } }, at) => [
      address !== sqs.queue.name &&
        at(['address'], `the address ${address} differs from the queue name ${sqs.queue.name}`),
    ],
  ),
  channelRule(
    'dlq-name-matches',
    'failed messages would land in a queue that nobody watches',
    ({ bindings: { sqs } }, at) => {
      const expected = `${sqs.queue.name}-dlq`
      const target = sqs.queue.redrivePolicy.deadLetterQueue.name
      return [
        sqs.deadLetterQueue.name !== expected &&
          at(['bindings', 'sqs', 'deadLetterQueue', 'name'], `must be ${expected}`),
        target !== expected && at([...queuePath, 'redrivePolicy', 'deadLetterQueue', 'name'], `must be ${expected}`),
      ]
    },
  ),
  {
    id: 'queue-name-unique',
    because: 'two channels would mix their messages',
    stage: 'meaning',
    check: ({ asyncapi }) => {
      const channels = Object.entries(asyncapi.channels)
      return channels.flatMap(([name, { bindings }], i) => {
        const other = channels
          .slice(0, i)
          .find(([, earlier]) => earlier.bindings.sqs.queue.name === bindings.sqs.queue.name)
        return other
          ? [inAsyncapi(['channels', name, ...queuePath, 'name'], `is already the queue of ${other[0]}`)]
          : []
      })
    },
  },
  channelRule(
    'queue-is-standard',
    'a FIFO queue blocks all work of a tenant behind one message',
    ({ bindings: { sqs } }, at) => [
      sqs.queue.fifoQueue && at([...queuePath, 'fifoQueue'], 'must be false'),
      sqs.deadLetterQueue.fifoQueue && at(['bindings', 'sqs', 'deadLetterQueue', 'fifoQueue'], 'must be false'),
    ],
  ),
  channelRule('wait-time', 'SQS refuses longer polls, and short polls cost money', ({ bindings: { sqs } }, at) => {
    const wait = sqs.queue.receiveMessageWaitTime
    return [
      (wait > longestWaitSeconds || wait < 1) &&
        at([...queuePath, 'receiveMessageWaitTime'], `${wait} s is not within 1 to ${longestWaitSeconds} s`),
    ]
  }),
  channelRule(
    'lease-is-visibility-minus-margin',
    'a lease that outlives its visibility lets two workers run the same job (P-08)',
    (channel, at) => {
      const policy = channel['x-policy']
      const expected = channel.bindings.sqs.queue.visibilityTimeout - policy.margin_seconds
      return [
        policy.lease_seconds !== expected &&
          at(['x-policy', 'lease_seconds'], `is ${policy.lease_seconds}, visibility minus margin is ${expected}`),
      ]
    },
  ),
  channelRule('renew-within-third-of-lease', 'one lost renewal would cost the lease', (channel, at) => {
    const { renew_every_seconds: renew, lease_seconds: lease } = channel['x-policy']
    return [
      renew > lease / 3 &&
        at(['x-policy', 'renew_every_seconds'], `${renew} s is more than a third of the lease of ${lease} s`),
    ]
  }),
  channelRule(
    'receive-visibility-short',
    'a worker killed between receive and claim would hide the message for long (P-10)',
    (channel, at, { asyncapi }) => {
      const { receive_visibility_seconds: short, fleet } = channel['x-policy']
      const goal = asyncapi['x-fleets'][fleet]?.recovery_goal_seconds ?? 0
      return [
        short >= goal &&
          at(['x-policy', 'receive_visibility_seconds'], `${short} s does not fit into the recovery goal of ${goal} s`),
      ]
    },
  ),
  channelRule('cap-below-ceiling', 'SQS forgets a receive after 12 hours and rejects the extension', (channel, at) => {
    const { max_processing_seconds: cap, margin_seconds: margin } = channel['x-policy']
    return [
      cap + margin >= visibilityCeilingSeconds &&
        at(
          ['x-policy', 'max_processing_seconds'],
          `cap plus margin is ${cap + margin} s, the ceiling ${visibilityCeilingSeconds} s`,
        ),
    ]
  }),
  channelRule(
    'receive-count-never-decides',
    'put-backs count as receives: SQS would bury live jobs in the DLQ (P-14)',
    (channel, at, { asyncapi }) => {
      const count = channel.bindings.sqs.queue.redrivePolicy.maxReceiveCount
      const attempts = asyncapi['x-fleets'][channel['x-policy'].fleet]?.max_attempts ?? 0
      const least = receivesPerAttempt * attempts
      const path = [...queuePath, 'redrivePolicy', 'maxReceiveCount']
      return [
        (count < least || count > largestReceiveCount) &&
          at(path, `${count} is not within ${least} (${receivesPerAttempt} × max_attempts) and ${largestReceiveCount}`),
      ]
    },
  ),
  channelRule(
    'retention-outlives-retries',
    'SQS would drop the message while the job still has attempts left',
    (channel, at, { asyncapi }) => {
      const { fleet, max_processing_seconds: cap } = channel['x-policy']
      const longest = cap * (asyncapi['x-fleets'][fleet]?.max_attempts ?? 0) + Number(asyncapi['x-retry'].cap_seconds)
      const retention = channel.bindings.sqs.queue.messageRetentionPeriod
      return [
        retention <= longest &&
          at(
            [...queuePath, 'messageRetentionPeriod'],
            `${retention} s is not longer than all attempts and their back-off, ${longest} s`,
          ),
      ]
    },
  ),
  channelRule(
    'dlq-retention-longer',
    'a message keeps its age when it moves: it would vanish from the DLQ unseen',
    ({ bindings: { sqs } }, at) => [
      sqs.deadLetterQueue.messageRetentionPeriod <= sqs.queue.messageRetentionPeriod &&
        at(
          ['bindings', 'sqs', 'deadLetterQueue', 'messageRetentionPeriod'],
          `must be longer than the queue's ${sqs.queue.messageRetentionPeriod} s`,
        ),
    ],
  ),
]
