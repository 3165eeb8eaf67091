import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { AcademyError } from '../errors/index.ts'
import type { Attributes } from './expected-attributes.ts'
import { QueueDirectory } from './queue-directory.ts'
import { isQueueMissing } from './queue-errors.ts'

/** A queue as it really is. */
export interface LiveQueue {
  readonly url: string
  readonly arn: string
  readonly attributes: Attributes
}

/** Reads a queue from SQS; undefined when it does not exist. */
export async function readQueue(sqs: SQSClient, queueName: string): Promise<LiveQueue | undefined> {
  try {
    // A directory of its own: this must see what is there now.
    const url = await new QueueDirectory(sqs).url(queueName)
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    )
    return { url, arn: Attributes.QueueArn ?? '', attributes: Attributes }
  } catch (error) {
    if (isQueueMissing(error) || (error instanceof AcademyError && error.code === 'queue_missing')) return undefined
    throw error
  }
}
