import type { QueueAttributeName } from '@aws-sdk/client-sqs'
import { type ChannelName, channels } from '../contract/index.ts'

/** Attributes that the contract decides, as SQS writes them. */
export type Attributes = Partial<Record<QueueAttributeName, string>>

export function dlqAttributes(channel: ChannelName): Attributes {
  return { MessageRetentionPeriod: String(channels[channel].dlqRetentionSeconds) }
}

/** @param dlqArn undefined while the dead-letter queue does not exist */
export function queueAttributes(channel: ChannelName, dlqArn: string | undefined): Attributes {
  const policy = channels[channel]
  return {
    VisibilityTimeout: String(policy.visibilityTimeoutSeconds),
    ReceiveMessageWaitTimeSeconds: String(policy.waitTimeSeconds),
    MessageRetentionPeriod: String(policy.retentionSeconds),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: dlqArn ?? policy.dlqName,
      maxReceiveCount: policy.maxReceiveCount,
    }),
  }
}

/** Whether a queue has the value. SQS may answer numbers in a policy as text and in another order. */
export function sameAttribute(name: string, expected: string, actual: string | undefined): boolean {
  if (name !== 'RedrivePolicy' || actual === undefined) return expected === actual
  const [wanted, found] = [policyOf(expected), policyOf(actual)]
  return wanted !== undefined && found !== undefined && wanted.arn === found.arn && wanted.count === found.count
}

function policyOf(text: string): { arn: string; count: number } | undefined {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>
    return { arn: String(deadLetterTargetArn), count: Number(maxReceiveCount) }
  } catch {
    return undefined
  }
}
