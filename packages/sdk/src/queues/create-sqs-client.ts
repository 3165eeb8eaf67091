import { SQSClient } from '@aws-sdk/client-sqs'
import type { AcademyConfig } from '../config/index.ts'
import { channels } from '../contract/index.ts'

const longestPoll = Math.max(...Object.values(channels).map(({ waitTimeSeconds }) => waitTimeSeconds))

/**
 * A client for one process's polls, sends and acks. Connections are kept alive, enough of them that open long polls
 * never make an ack wait. One quick retry covers a kept connection that the server had closed; everything longer is
 * the caller's decision, since a retry inside the client would hide from a worker how long it has been without news.
 *
 * @example
 * const sqs = createSqsClient(config)
 */
export function createSqsClient(config: Pick<AcademyConfig, 'aws'>): SQSClient {
  const agent = { keepAlive: true, maxSockets: 64 }
  return new SQSClient({
    region: config.aws.region,
    ...(config.aws.sqsEndpoint && { endpoint: config.aws.sqsEndpoint }),
    ...(config.aws.credentials && { credentials: config.aws.credentials }),
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 2000,
      requestTimeout: (longestPoll + 5) * 1000,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
}
