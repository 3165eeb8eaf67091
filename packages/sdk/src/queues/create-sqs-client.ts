import { SQSClient } from '@aws-sdk/client-sqs'
import { UndiciHttpHandler } from '@smithy/undici-http-handler'
import type { AcademyConfig } from '../config/index.ts'

const answerSeconds = 5

/** Milliseconds after which a request counts as not answered; one that may wait for messages says for how many seconds. */
export function patienceMs(waitSeconds = 0): number {
  return (waitSeconds + answerSeconds) * 1000
}

/**
 * A client for one process's polls (which pass `patienceMs` of their wait as `requestTimeout`), sends and acks.
 * Connections are kept, enough of them that open long polls never make an ack wait. One quick retry covers a kept
 * connection that the server had closed; everything longer is the caller's decision, since a retry inside the client
 * would hide from a worker how long it has been without news.
 *
 * AWS's handler for undici, and no MD5 of each body, since TLS vouches for the way and every message is validated against
 * the contract: together a tenth of a busy worker's processor time (docs/measurements.md).
 *
 * @example
 * const sqs = createSqsClient(config)
 */
export function createSqsClient(config: Pick<AcademyConfig, 'aws'>): SQSClient {
  const sqs = new SQSClient({
    region: config.aws.region,
    ...(config.aws.sqsEndpoint && { endpoint: config.aws.sqsEndpoint }),
    ...(config.aws.credentials && { credentials: config.aws.credentials }),
    maxAttempts: 2,
    md5: false,
    requestHandler: new UndiciHttpHandler({
      dispatcher: {
        connections: 64,
        connect: { timeout: 2000 },
        headersTimeout: patienceMs(),
        bodyTimeout: patienceMs(),
      },
    }),
  })
  // It copies every request and answer for a log that this client does not write.
  sqs.middlewareStack.remove('loggerMiddleware')
  return sqs
}
