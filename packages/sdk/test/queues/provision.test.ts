import { loadConfig } from '@academy/sdk/config'
import { channels } from '@academy/sdk/contract'
import { checkQueues, createSqsClient, provisionQueues, QueueDirectory } from '@academy/sdk/queues'
import { testServers } from '@academy/stack/testing'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

const servers = await testServers()
const sqs = createSqsClient(loadConfig(servers.env, ['queues']))
const every = Object.values(channels)

const queueUrls = async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []
const attributesOf = async (queueName: string) => {
  const QueueUrl = await new QueueDirectory(sqs).url(queueName)
  return (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {}
}

beforeEach(async () => {
  for (const QueueUrl of await queueUrls()) await sqs.send(new DeleteQueueCommand({ QueueUrl }))
})
afterAll(async () => {
  sqs.destroy()
  await servers.stop()
})

describe('provisioning', () => {
  test('P-20 creates every queue of the contract with its dead-letter queue and all attributes', async () => {
    const changes = await provisionQueues(sqs)
    expect(changes.map(({ queue, action }) => `${action} ${queue}`).sort()).toEqual(
      every.flatMap(({ queueName, dlqName }) => [`created ${queueName}`, `created ${dlqName}`]).sort(),
    )
    for (const channel of every) {
      const dlq = await attributesOf(channel.dlqName)
      expect(dlq.MessageRetentionPeriod).toBe(String(channel.dlqRetentionSeconds))
      const queue = await attributesOf(channel.queueName)
      expect(queue).toMatchObject({
        VisibilityTimeout: String(channel.visibilityTimeoutSeconds),
        MessageRetentionPeriod: String(channel.retentionSeconds),
        ReceiveMessageWaitTimeSeconds: String(channel.waitTimeSeconds),
      })
      expect(JSON.parse(queue.RedrivePolicy ?? '')).toMatchObject({
        deadLetterTargetArn: dlq.QueueArn,
        maxReceiveCount: channel.maxReceiveCount,
      })
    }
    expect(await checkQueues(sqs)).toEqual([])
  })

  test('P-21 a second run changes nothing', async () => {
    await provisionQueues(sqs)
    const begun = servers.sqs.front.log().length
    expect(await provisionQueues(sqs)).toEqual([])
    const targets = new Set(
      servers.sqs.front
        .log()
        .slice(begun)
        .map(({ target }) => target),
    )
    expect([...targets].sort()).toEqual(['GetQueueAttributes', 'GetQueueUrl'])
  })

  test('P-21 a queue that an older script made is repaired, attribute by attribute', async () => {
    const { queueName, dlqName } = channels.aiJobsBasic
    await sqs.send(new CreateQueueCommand({ QueueName: queueName, Attributes: { VisibilityTimeout: '300' } }))
    const drift = await checkQueues(sqs, ['aiJobsBasic'])
    expect(drift).toContainEqual({
      queue: queueName,
      attribute: 'VisibilityTimeout',
      expected: '3600',
      actual: '300',
      repair: 'academy queues provision',
    })
    expect(drift).toContainEqual(
      expect.objectContaining({ queue: queueName, attribute: 'RedrivePolicy', actual: null }),
    )
    expect(drift).toContainEqual(expect.objectContaining({ queue: dlqName, attribute: 'QueueUrl', actual: null }))
    const changes = await provisionQueues(sqs, ['aiJobsBasic'])
    expect(changes).toContainEqual({ queue: dlqName, action: 'created' })
    expect(changes).toContainEqual({
      queue: queueName,
      action: 'updated',
      attribute: 'VisibilityTimeout',
      from: '300',
      to: '3600',
    })
    expect(await checkQueues(sqs, ['aiJobsBasic'])).toEqual([])
  })

  test('P-21 a redrive policy that leads elsewhere is drift', async () => {
    await provisionQueues(sqs, ['videoJobs', 'messagingJobs'])
    const { QueueArn } = await attributesOf(channels.messagingJobs.dlqName)
    const QueueUrl = await new QueueDirectory(sqs).url('videoJobs')
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: QueueArn,
      maxReceiveCount: channels.videoJobs.maxReceiveCount,
    })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
    expect(await checkQueues(sqs)).toContainEqual(
      expect.objectContaining({ queue: channels.videoJobs.queueName, attribute: 'RedrivePolicy' }),
    )
  })
})

test('a queue service that does not answer is no missing queue', async () => {
  const nobody = createSqsClient(loadConfig({ ...servers.env, SQS_ENDPOINT: 'http://127.0.0.1:1' }, ['queues']))
  await expect(checkQueues(nobody)).rejects.toMatchObject({ code: 'queue_unavailable', retryable: true })
  nobody.destroy()
})

describe('the directory', () => {
  test('asks for each URL once, also when asked at once', async () => {
    await provisionQueues(sqs, ['videoJobs'])
    const begun = servers.sqs.front.log().length
    const queues = new QueueDirectory(sqs)
    const urls = await Promise.all([
      queues.url('videoJobs'),
      queues.url('videoJobs'),
      queues.url(channels.videoJobs.queueName),
    ])
    expect(new Set(urls).size).toBe(1)
    expect((await queues.dlqUrl('videoJobs')).split('/').at(-1)).toBe(channels.videoJobs.dlqName)
    expect(servers.sqs.front.log().slice(begun)).toHaveLength(2)
  })

  test('P-20 a missing queue is an error with the repair, and is asked for again', async () => {
    const queues = new QueueDirectory(sqs)
    await expect(queues.url('videoJobs')).rejects.toMatchObject({
      code: 'queue_missing',
      message: `[queue_missing] the queue ${channels.videoJobs.queueName} does not exist: run academy queues provision`,
    })
    await provisionQueues(sqs, ['videoJobs'])
    await expect(queues.url('videoJobs')).resolves.toContain(`/${channels.videoJobs.queueName}`)
  })
})
