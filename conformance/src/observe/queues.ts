import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { History } from '../history/history.ts'

/** How the wire log names the suite's own calls. */
export const suiteUserAgent = 'academy-conformance'

/** A message seen on its way or taken from a queue. */
export interface SeenMessage {
  readonly id: string
  readonly body: string
  readonly attributes: Record<string, string>
}

/** Looks at the endpoint's queues as an operator would. */
export class Queues {
  readonly #sqs: SQSClient
  readonly #history: History
  readonly #urls = new Map<string, string>()

  constructor(endpoint: string, region: string, history: History) {
    this.#sqs = new SQSClient({
      endpoint,
      region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      customUserAgent: suiteUserAgent,
    })
    this.#history = history
  }

  /** Every queue at the endpoint, with its live attributes. */
  async list(scenario: string): Promise<string[]> {
    const names: string[] = []
    let next: string | undefined
    do {
      const page = await this.#sqs.send(
        new ListQueuesCommand({ MaxResults: 1000, ...(next !== undefined && { NextToken: next }) }),
      )
      for (const url of page.QueueUrls ?? []) {
        const name = url.split('/').at(-1) ?? url
        this.#urls.set(name, url)
        names.push(name)
        await this.attributes(scenario, name)
      }
      next = page.NextToken
    } while (next)
    this.#history.add(scenario, 'mark', { name: 'queues_listed', detail: { names } })
    return names
  }

  /** The live attributes of one queue. */
  async attributes(scenario: string, name: string): Promise<Record<string, string>> {
    const answer = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: await this.#url(name), AttributeNames: ['All'] }),
    )
    const attributes = (answer.Attributes ?? {}) as Record<string, string>
    this.#history.add(scenario, 'queue', { name, attributes })
    return attributes
  }

  /** Sends a body as any producer could. Returns the new message's id. */
  async send(scenario: string, queue: string, body: string, groupId: string): Promise<string> {
    const answer = await this.#sqs.send(
      new SendMessageCommand({ QueueUrl: await this.#url(queue), MessageBody: body, MessageGroupId: groupId }),
    )
    const id = answer.MessageId ?? ''
    this.#history.add(scenario, 'mark', { name: 'suite_sent', detail: { queue, id, body, group_id: groupId } })
    return id
  }

  /** Looks through a queue without taking anything out: messages come back at once when the look is over. */
  async look(
    scenario: string,
    queue: string,
    wanted: (message: SeenMessage) => boolean,
    seconds: number,
  ): Promise<void> {
    const url = await this.#url(queue)
    const deadline = Date.now() + seconds * 1000
    const seen = new Set<string>()
    for (;;) {
      const answer = await this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 120,
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      )
      for (const message of answer.Messages ?? []) {
        const id = message.MessageId ?? ''
        const found: SeenMessage = { id, body: message.Body ?? '', attributes: plain(message.MessageAttributes) }
        if (!seen.has(id)) {
          const systemAttributes = (message.Attributes ?? {}) as Record<string, string>
          this.#history.add(scenario, 'message', { queue, ...found, systemAttributes })
        }
        seen.add(id)
        if (wanted(found)) return
      }
      if (Date.now() > deadline) return
    }
  }

  close(): void {
    this.#sqs.destroy()
  }

  async #url(name: string): Promise<string> {
    const known = this.#urls.get(name)
    if (known !== undefined) return known
    const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: name }))
    if (QueueUrl === undefined) throw new Error(`no queue ${name} at the endpoint`)
    this.#urls.set(name, QueueUrl)
    return QueueUrl
  }
}

const plain = (attributes: Record<string, MessageAttributeValue> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes ?? {}).map(([name, { StringValue }]) => [name, StringValue ?? '']))
