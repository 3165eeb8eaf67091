import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type ChannelName, channels } from '../contract/index.ts'
import { isQueueMissing, queueMissing, queueUnavailable } from './queue-errors.ts'

/** Where the contract's queues are. Each URL is asked for once (P-20: the name comes from the contract alone). */
export class QueueDirectory {
  private readonly sqs: SQSClient
  private readonly known = new Map<string, Promise<string>>()

  constructor(sqs: SQSClient) {
    this.sqs = sqs
  }

  /**
   * The URL of a channel's queue, or of a queue by name.
   * @throws AcademyError `queue_missing` with the command that repairs it, `queue_unavailable`
   */
  url(channelOrQueueName: ChannelName | (string & {})): Promise<string> {
    return this.byName(isChannel(channelOrQueueName) ? channels[channelOrQueueName].queueName : channelOrQueueName)
  }

  /** The URL of a channel's dead-letter queue. */
  dlqUrl(channel: ChannelName): Promise<string> {
    return this.byName(channels[channel].dlqName)
  }

  /** Forgets every URL: after a queue was made anew. */
  forget(): void {
    this.known.clear()
  }

  private byName(queueName: string): Promise<string> {
    const known = this.known.get(queueName)
    if (known) return known
    const asked = this.ask(queueName)
    this.known.set(queueName, asked)
    // A failure is not remembered: the queue may be there next time.
    asked.catch(() => this.known.delete(queueName))
    return asked
  }

  private async ask(queueName: string): Promise<string> {
    try {
      const { QueueUrl } = await this.sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))
      if (QueueUrl) return QueueUrl
    } catch (error) {
      throw isQueueMissing(error) ? queueMissing(queueName, error) : queueUnavailable(error)
    }
    throw queueMissing(queueName)
  }
}

function isChannel(name: string): name is ChannelName {
  return Object.hasOwn(channels, name)
}
