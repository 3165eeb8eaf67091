import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { type AcademyConfig, loadConfig } from '../config/index.ts'
import { createPool } from '../database/index.ts'
import type { LetterResources, Operator } from '../dead-letters/index.ts'
import { ProgressStore } from '../progress/index.ts'
import { createSqsClient, QueueDirectory } from '../queues/index.ts'
import { createRedis } from '../redis/index.ts'

/** Opens what an operator's command needs, as the owner of the tables, and closes it whatever happens. */
export async function asOperator<R>(
  env: NodeJS.ProcessEnv,
  work: (resources: LetterResources, signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const config: AcademyConfig = loadConfig(env, ['operator'])
  const sqs = createSqsClient(config)
  const redis = createRedis(config)
  const pool = createPool({ url: config.database.migratorUrl, max: 1, applicationName: 'academy-dlq' })
  const progress = new ProgressStore(redis, { costDefence: config.redis.costDefence })
  try {
    return await interruptible((signal) => work({ sqs, queues: new QueueDirectory(sqs), pool, progress }, signal))
  } finally {
    redis.disconnect()
    sqs.destroy()
    await pool.end()
  }
}

/** Ctrl-C ends the work in order: what is held is put back. */
export async function interruptible<R>(work: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    return await work(interruption.signal)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

/** Who runs the command, for the audit rows; all rows of one run share its correlation id. */
export function operatorNow(): Operator {
  return { name: nameOfUser(), correlationId: `dlq-${randomUUID()}` }
}

function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown' // a container may run under an id without a name
  }
}
