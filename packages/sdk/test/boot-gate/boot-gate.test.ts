import { ownRedis } from '@academy/stack/testing'
import { DeleteQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BootGate, type BootGateOptions, connectionDemand } from '../../src/boot-gate/index.ts'
import { type AcademyConfig, loadConfig } from '../../src/config/index.ts'
import { bootGate, channels, fleets, redisPolicy } from '../../src/contract/index.ts'
import { createPool } from '../../src/database/index.ts'
import { dlqAttributes, queueAttributes } from '../../src/queues/expected-attributes.ts'
import { createSqsClient, provisionQueues, QueueDirectory } from '../../src/queues/index.ts'
import { createRedis, whenReady } from '../../src/redis/index.ts'
import { type JobWorld, jobWorld } from '../support/job-world.ts'

let world: JobWorld
beforeAll(async () => {
  world = await jobWorld()
  await whenReady(world.redis, 5)
})
beforeEach(() => provisionQueues(world.sqs))
afterAll(() => world.stop())

const gate = (changes: Partial<BootGateOptions> = {}) =>
  new BootGate({ ...world, fleet: 'ai', pool: world.worker, ...changes })
const { aiJobsLite: lite } = channels

async function set(queueName: string, Attributes: Record<string, string>) {
  const QueueUrl = await new QueueDirectory(world.sqs).url(queueName)
  await world.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
}

test('the local stack passes, for every fleet', async () => {
  for (const { fleet } of Object.values(fleets)) await expect(gate({ fleet }).assert()).resolves.toBeUndefined()
})

describe('queues', () => {
  test.each([lite.queueName, lite.dlqName])(
    'P-20 %s, if it is not there, is named with the command that makes it',
    async (name) => {
      const QueueUrl = await new QueueDirectory(world.sqs).url(name)
      await world.sqs.send(new DeleteQueueCommand({ QueueUrl }))
      await expect(gate().assert()).rejects.toMatchObject({
        code: 'queue_missing',
        message: expect.stringMatching(
          new RegExp(`^\\[queue_missing\\] .*${name} does not exist: run academy queues provision$`),
        ),
      })
      // Another fleet has nothing to do with it.
      await expect(gate({ fleet: 'messaging' }).assert()).resolves.toBeUndefined()
    },
  )

  const redrivePolicy = async (maxReceiveCount: number, dlqName: string) => {
    const deadLetterTargetArn = `arn:aws:sqs:${world.config.aws.region}:000000000000:${dlqName}`
    return JSON.stringify({ deadLetterTargetArn, maxReceiveCount })
  }

  const drifts: [attribute: string, queue: string, value: () => string | Promise<string>][] = [
    ['VisibilityTimeout', lite.queueName, () => String(lite.visibilityTimeoutSeconds - 1)],
    ['ReceiveMessageWaitTimeSeconds', lite.queueName, () => String(lite.waitTimeSeconds - 1)],
    ['MessageRetentionPeriod', lite.queueName, () => String(lite.retentionSeconds - 1)],
    ['MessageRetentionPeriod', lite.dlqName, () => String(lite.dlqRetentionSeconds - 1)],
    ['RedrivePolicy', lite.queueName, () => redrivePolicy(lite.maxReceiveCount - 1, lite.dlqName)],
    ['RedrivePolicy', lite.queueName, () => redrivePolicy(lite.maxReceiveCount, channels.videoJobs.dlqName)],
  ]

  test('P-08 P-21 every attribute that the contract decides has its test', () => {
    const decided = [
      ...Object.keys(queueAttributes('aiJobsLite', undefined)).map((attribute) => `${attribute} of ${lite.queueName}`),
      ...Object.keys(dlqAttributes('aiJobsLite')).map((attribute) => `${attribute} of ${lite.dlqName}`),
    ]
    expect(new Set(drifts.map(([attribute, queue]) => `${attribute} of ${queue}`))).toEqual(new Set(decided))
  })

  test.each(drifts)('P-08 P-21 a live queue whose %s differs (%s) stops the start', async (attribute, queue, value) => {
    await set(queue, { [attribute]: await value() })
    const refused = gate().assert()
    await expect(refused).rejects.toMatchObject({ code: 'queue_drifted' })
    await expect(refused).rejects.toThrow(`${queue} has ${attribute}`)
    await expect(refused).rejects.toThrow(': run academy queues provision')
  })

  test('a queue service that does not answer is an outage, not a difference', async () => {
    const sqs = createSqsClient(loadConfig({ ...world.servers.env, SQS_ENDPOINT: 'http://127.0.0.1:1' }, ['queues']))
    await expect(gate({ sqs }).assert()).rejects.toMatchObject({ code: 'queue_unavailable' })
    sqs.destroy()
  })
})

describe('the connection budget', () => {
  const withPools = (workerPoolSize: number): AcademyConfig => ({
    ...world.config,
    database: { ...world.config.database, workerPoolSize },
  })
  const demandOf = (config: AcademyConfig) =>
    Object.values(connectionDemand(config.database)).reduce((sum, { processes, each }) => sum + processes * each, 0)

  test('P-30 counts every process of every fleet at its limit, their children and watchdogs, and the API', () => {
    const { apiPoolSize, apiReaderPoolSize, relayPoolSize, workerPoolSize, isolatedPoolSize } = world.config.database
    expect(connectionDemand(world.config.database)).toEqual({
      'ai workers': { processes: fleets.ai.fleetLimit, each: workerPoolSize + isolatedPoolSize },
      'video workers': { processes: fleets.video.fleetLimit, each: workerPoolSize + isolatedPoolSize },
      'messaging workers': { processes: 1, each: workerPoolSize + 1 },
      api: { processes: bootGate.apiProcesses, each: apiPoolSize + apiReaderPoolSize + relayPoolSize },
    })
  })

  test('P-30 more than its share of max_connections stops the start; exactly its share does not', async () => {
    const { rows } = await world.admin.query(`SELECT current_setting('max_connections')::int AS most`)
    const allowed = Math.floor((rows[0].most * bootGate.connectionBudgetPercent) / 100)
    let size = 1
    while (demandOf(withPools(size + 1)) <= allowed) size += 1
    await expect(gate({ config: withPools(size) }).assert()).resolves.toBeUndefined()
    const demand = demandOf(withPools(size + 1))
    const needed = Math.ceil((demand * 100) / bootGate.connectionBudgetPercent)
    const refused = gate({ config: withPools(size + 1) }).assert()
    await expect(refused).rejects.toMatchObject({ code: 'configuration_invalid' })
    await expect(refused).rejects.toThrow(`all pools at full fleet take ${demand} connections`)
    await expect(refused).rejects.toThrow(
      `run psql "$DATABASE_URL_MIGRATOR" -c "ALTER SYSTEM SET max_connections = ${needed}" and restart PostgreSQL`,
    )
  })

  test('a database that does not answer stops the start', async () => {
    const pool = createPool({ url: 'postgres://x:x@127.0.0.1:1/x', max: 1, applicationName: 'test' })
    await expect(gate({ pool }).assert()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await pool.end()
  })
})

describe('Redis', () => {
  test('another eviction policy, or outside local environments no memory limit, stops the start', async () => {
    await using server = await ownRedis()
    const redis = createRedis({ redis: { url: server.url, costDefence: false } })
    try {
      await whenReady(redis, 5)
      const staging: AcademyConfig = { ...world.config, environment: 'staging' }
      await expect(gate({ redis, config: staging }).assert()).resolves.toBeUndefined()

      await redis.config('SET', 'maxmemory-policy', 'noeviction')
      await expect(gate({ redis }).assert()).rejects.toThrow(
        `[configuration_invalid] Redis evicts by noeviction instead of volatile-lru: run redis-cli CONFIG SET maxmemory-policy volatile-lru`,
      )
      await redis.config('SET', 'maxmemory-policy', redisPolicy.evictionPolicy)

      // The same while the worker runs: it closes, and opens once that is repaired.
      await using running = gate({ redis })
      await running.assert()
      await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
      await running.recheck()
      expect(running.differences).toMatchObject([{ check: 'redis', code: 'configuration_invalid' }])
      await redis.config('SET', 'maxmemory-policy', redisPolicy.evictionPolicy)
      await running.recheck()
      expect(running.open).toBe(true)

      for (const [limit, text] of [
        ['0', 'Redis has no memory limit'],
        [String(redisPolicy.leastMemoryBytes - 1), 'Redis has a memory limit of'],
      ] as const) {
        await redis.config('SET', 'maxmemory', limit)
        const refused = gate({ redis, config: staging }).assert()
        await expect(refused).rejects.toThrow(text)
        await expect(refused).rejects.toThrow(`run redis-cli CONFIG SET maxmemory ${redisPolicy.leastMemoryBytes}`)
        await expect(gate({ redis }).assert()).resolves.toBeUndefined()
      }
    } finally {
      redis.disconnect()
    }
  })

  test('P-27 a Redis that is down stops nobody: it only shows', async () => {
    const redis = createRedis({ redis: { url: 'redis://127.0.0.1:1', costDefence: false } })
    await expect(gate({ redis }).assert()).resolves.toBeUndefined()
    redis.disconnect()
  })
})

test('several differences are told at once, each repair once', async () => {
  await set(lite.queueName, { VisibilityTimeout: '300', ReceiveMessageWaitTimeSeconds: '0' })
  const config = { ...world.config, database: { ...world.config.database, workerPoolSize: 200 } }
  const refused = gate({ config }).assert()
  await expect(refused).rejects.toMatchObject({ code: 'queue_drifted' })
  await expect(refused).rejects.toThrow(
    /VisibilityTimeout 300 instead of 3600; .*WaitTimeSeconds 0 instead of 20: run academy queues provision; all pools/,
  )
})
