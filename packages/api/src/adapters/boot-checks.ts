import { BootGate, type BootGateOptions } from '@academy/sdk/boot-gate'
import { missingMigrations, type Pool } from '@academy/sdk/database'
import { AcademyError } from '@academy/sdk/errors'
import { whenReady } from '@academy/sdk/redis'
import type { ObjectStorage } from '@academy/sdk/storage'

/** What the process needs before it may take traffic. */
export interface BootResources extends Pick<BootGateOptions, 'config' | 'sqs' | 'redis' | 'log'> {
  readonly pools: Readonly<Record<'DATABASE_URL_API' | 'DATABASE_URL_API_READER' | 'DATABASE_URL_RELAY', Pool>>
  readonly storage: ObjectStorage
  readonly migrations: readonly URL[]
}

const redisSeconds = 3

/**
 * Asks every server once, and compares queues, Redis policy, connection budget and timing with the contract as a worker
 * does (P-08, P-20, P-30).
 * @throws AcademyError whose message says in one line what is missing and how to get it
 */
export async function checkBoot({ pools, storage, migrations, ...gated }: BootResources): Promise<void> {
  for (const [variable, pool] of Object.entries(pools)) await checkDatabase(variable, pool)
  await checkMigrations(pools.DATABASE_URL_API, migrations)
  if (!(await whenReady(gated.redis, redisSeconds))) {
    throw new AcademyError('redis_unavailable', 'Redis does not answer: start it, or correct REDIS_URL')
  }
  await new BootGate({ ...gated, pool: pools.DATABASE_URL_API }).assert()
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
