import type { SQSClient } from '@aws-sdk/client-sqs'
import type { ChannelName } from '../contract/index.ts'
import { checkQueues } from '../queues/index.ts'
import type { GateDifference } from './difference.ts'

/**
 * The live queues of `names`, dead-letter queues included, against the contract (P-08, P-20, P-21).
 * @throws AcademyError `queue_unavailable`
 */
export async function queueDifferences(sqs: SQSClient, names: readonly ChannelName[]): Promise<GateDifference[]> {
  const drift = await checkQueues(sqs, names)
  return drift.map(({ queue, attribute, expected, actual, repair }) => ({
    check: 'queues',
    ...(attribute === 'QueueUrl'
      ? { code: 'queue_missing', text: `${queue} does not exist` }
      : { code: 'queue_drifted', text: `${queue} has ${attribute} ${actual ?? 'unset'} instead of ${expected}` }),
    repair,
  }))
}
