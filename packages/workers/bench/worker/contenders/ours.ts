import { loadConfig } from '@academy/sdk/config'
import { type FleetName, fleets } from '@academy/sdk/contract'
import { createPool, type Pool } from '@academy/sdk/database'
import { ProgressStore } from '@academy/sdk/progress'
import { createSqsClient, QueueDirectory } from '@academy/sdk/queues'
import { createRedis, whenReady } from '@academy/sdk/redis'
import { done, type JobHandler, Worker, type WorkerHandlers } from '@academy/sdk/worker'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Redis } from 'ioredis'
import { pino } from 'pino'
import type { Contender, Counts, Work } from '../contender.ts'
import { Platform } from '../platform.ts'

const redisPatienceSeconds = 5

/** The platform's own worker: claims, leases, fences, results, progress and acks as in production. */
export class Ours implements Contender {
  readonly platform: Platform
  readonly slotsOfContract = fleets.messaging.slotsPerProcess
  readonly #pool: Pool
  readonly #redis: Redis
  readonly #sqs: SQSClient
  #worker: Worker | undefined
  #requests = 0
  #commands = 0

  static async create(env: Readonly<Record<string, string>>): Promise<Ours> {
    return new Ours(await Platform.create(env))
  }

  private constructor(platform: Platform) {
    this.platform = platform
    const config = loadConfig({ ...platform.env, WORKER_NAME: 'bench' })
    this.#pool = createPool({
      url: config.database.workerUrl,
      max: config.database.workerPoolSize,
      applicationName: 'academy-bench',
    })
    this.#redis = createRedis(config)
    this.#sqs = createSqsClient(config)
    const { requestHandler } = this.#sqs.config
    const handle = requestHandler.handle.bind(requestHandler)
    requestHandler.handle = (...request) => {
      this.#requests += 1
      return handle(...request)
    }
    const send = this.#redis.sendCommand.bind(this.#redis)
    this.#redis.sendCommand = (...command) => {
      this.#commands += 1
      return send(...command)
    }
  }

  fill(count: number): Promise<void> {
    return this.platform.backlog(count)
  }

  async start(slots: number, work: Work): Promise<void> {
    const messageSend: JobHandler<'message_send'> = async (job) => {
      await work(job.jobId)
      return done<'message_send'>({
        provider_message_id: job.jobId,
        ...{ channel: 'sms', sent_as: 'sms', accepted_at: job.createdAt.toISOString() },
      })
    }
    await whenReady(this.#redis, redisPatienceSeconds)
    await this.platform.admin.query('SELECT pg_stat_statements_reset()')
    this.#requests = 0
    this.#commands = 0
    this.#worker = new Worker({
      ...{ fleet: 'messaging', name: 'bench', module: new URL(import.meta.url), pool: this.#pool, redis: this.#redis },
      ...{ sqs: this.#sqs, queues: new QueueDirectory(this.#sqs) },
      // The messaging fleet has this type only.
      handlers: { handlers: { message_send: messageSend } } as unknown as WorkerHandlers<FleetName>,
      progress: new ProgressStore(this.#redis, { costDefence: false }),
      log: pino({ base: { service: 'messaging-worker', worker: 'bench' } }, pino.destination('/dev/null')),
      limits: { slotsPerProcess: slots, fleetLimit: slots, tenantCap: slots },
    })
    await this.#worker.start()
  }

  async stop(): Promise<void> {
    await this.#worker?.stop()
  }

  async counts(): Promise<Counts> {
    const { rows } = await this.platform.admin.query<{ calls: string }>(
      `SELECT sum(calls) AS calls FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
       WHERE s.toplevel AND r.rolname = 'academy_worker'`,
    )
    return { sqsRequests: this.#requests, sqlStatements: Number(rows[0]?.calls), redisCommands: this.#commands }
  }

  async close(): Promise<void> {
    this.#redis.disconnect()
    this.#sqs.destroy()
    await this.#pool.end()
    await this.platform.close()
  }
}
