import { SQSClient } from '@aws-sdk/client-sqs'
import type { AcademyConfig } from '../config/index.ts'

const answerSeconds = 5

/** Milliseconds after which a request counts as not answered; one that may wait for messages says for how many seconds. */
export function patienceMs(waitSeconds = 0): number {
  return (waitSeconds + answerSeconds) * 1000
}

/**
 * A client for one process's polls (which pass `patienceMs` of their wait as `requestTimeout`), sends and acks. Connections are kept alive, enough of them that open long polls
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
      requestTimeout: patienceMs(),
      // Otherwise it is only a line in the log, and a network that swallows everything holds the caller for ever.
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
}
