import { missingMigrations, type Pool } from '@academy/sdk/database'
import { AcademyError } from '@academy/sdk/errors'
import { assertQueues, type createSqsClient } from '@academy/sdk/queues'
import { type createRedis, whenReady } from '@academy/sdk/redis'
import type { ObjectStorage } from '@academy/sdk/storage'

/** What the process needs before it may take traffic. */
export interface BootResources {
  readonly pools: Readonly<Record<'DATABASE_URL_API' | 'DATABASE_URL_API_READER' | 'DATABASE_URL_RELAY', Pool>>
  readonly redis: ReturnType<typeof createRedis>
  readonly sqs: ReturnType<typeof createSqsClient>
  readonly storage: ObjectStorage
  readonly migrations: readonly URL[]
}

const redisSeconds = 3

/**
 * Asks every server once, and the queues for the contract's attributes (P-08, P-20).
 * @throws AcademyError whose message says in one line what is missing and how to get it
 */
export async function checkBoot({ pools, redis, sqs, storage, migrations }: BootResources): Promise<void> {
  for (const [variable, pool] of Object.entries(pools)) await checkDatabase(variable, pool)
  await checkMigrations(pools.DATABASE_URL_API, migrations)
  if (!(await whenReady(redis, redisSeconds))) {
    throw new AcademyError('redis_unavailable', 'Redis does not answer: start it, or correct REDIS_URL')
  }
  await assertQueues(sqs)
  if (!(await storage.reachable())) {
    const what = `the bucket ${storage.bucket.name} cannot be reached`
    throw new AcademyError(
      'storage_unavailable',
      `${what}: create it, or correct S3_BUCKET, S3_ENDPOINT and the AWS credentials`,
    )
  }
}

async function checkDatabase(variable: string, pool: Pool): Promise<void> {
  try {
    await pool.query('SELECT 1')
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    const why = message || code || 'no answer'
    throw new AcademyError(
      'database_unavailable',
      `PostgreSQL does not answer (${why}): start it, or correct ${variable}`,
      { cause: error },
    )
  }
}

async function checkMigrations(pool: Pool, directories: readonly URL[]): Promise<void> {
  const missing = await missingMigrations(pool, directories)
  if (missing.length === 0) return
  const [first] = missing
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
  throw new AcademyError(
    'database_unavailable',
    `the database lacks the migration ${first}${more}: run \`node packages/api/src/migrate.ts\``,
  )
}
