import { inspect } from 'node:util'
import { loadConfig, redact } from '@academy/sdk/config'
import { ConfigurationError } from '@academy/sdk/errors'
import { describe, expect, test } from 'vitest'

const local = {
  ACADEMY_ENV: 'local',
  DATABASE_URL_MIGRATOR: 'postgres://postgres:postgres@127.0.0.1:5432/academy',
  DATABASE_URL_API: 'postgres://academy_api:academy_api@127.0.0.1:5432/academy',
  DATABASE_URL_RELAY: 'postgres://academy_relay:academy_relay@127.0.0.1:5432/academy',
  DATABASE_URL_WORKER: 'postgres://academy_worker:academy_worker@127.0.0.1:5432/academy',
  REDIS_URL: 'redis://127.0.0.1:6379/3',
  SQS_ENDPOINT: 'http://127.0.0.1:4566/',
  S3_ENDPOINT: 'http://127.0.0.1:4566',
  S3_BUCKET: 'academy',
  MEDIA_BASE_URL: 'http://127.0.0.1:4566/academy',
  JWT_SECRET: 'short',
  SOLAPI_BASE_URL: 'http://127.0.0.1:4000',
  SOLAPI_API_KEY: 'key',
  SOLAPI_API_SECRET: 'secret',
  SOLAPI_SENDER: '0212345678',
  WORKER_NAME: 'worker-1',
}

const production = {
  ...local,
  ACADEMY_ENV: 'production',
  DATABASE_URL_MIGRATOR: 'postgres://owner:q8Zr1vKpL0@db.internal:5432/academy',
  DATABASE_URL_API: 'postgres://academy_api:w7Hn3bQxT5@db.internal:5432/academy',
  DATABASE_URL_RELAY: 'postgres://academy_relay:e6Gm2cWyU4@db.internal:5432/academy',
  DATABASE_URL_WORKER: 'postgres://academy_worker:r5Fl1dEzI3@db.internal:5432/academy',
  SQS_ENDPOINT: undefined,
  S3_ENDPOINT: undefined,
  MEDIA_BASE_URL: 'https://media.academy.example',
  JWT_SECRET: 'k3Jx9TzQ7mVb2Lw8Rd5Yp1Nc6Hg4Sf0Ua',
  SOLAPI_BASE_URL: 'https://api.solapi.com',
  SOLAPI_API_KEY: 'NCSAYU7YDBXYORXC',
  SOLAPI_API_SECRET: 'Vb2Lw8Rd5Yp1Nc6Hg4Sf0UaK3Jx9TzQ7',
}

function problemsOf(env: NodeJS.ProcessEnv, ...uses: Parameters<typeof loadConfig>[1] & object): string[] {
  try {
    loadConfig(env, uses.length > 0 ? uses : undefined)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ variable }) => variable).sort()
    throw error
  }
  return []
}

describe('configuration', () => {
  test('is typed and has defaults where a default is safe', () => {
    const config = loadConfig(local)
    expect(config.environment).toBe('local')
    expect(config.database.apiReaderUrl).toBe(local.DATABASE_URL_API)
    expect(config.redis.costDefence).toBe(false)
    expect(config.aws).toMatchObject({ region: 'ap-northeast-2', sqsEndpoint: 'http://127.0.0.1:4566' })
    expect(config.api.port).toBe(8000)
    expect(config.solapi.pfId).toBeUndefined()
  })

  test('names every problem at once and what to set, never a value (P-44)', () => {
    const env = {
      ...local,
      REDIS_URL: 'http://hunter2@cache',
      API_PORT: 'eighty',
      S3_BUCKET: undefined,
      REDIS_COST_DEFENCE: 'yes',
    }
    expect(problemsOf(env)).toEqual(['API_PORT', 'REDIS_COST_DEFENCE', 'REDIS_URL', 'S3_BUCKET'])
    expect(() => loadConfig(env)).toThrow(
      /^\[configuration_invalid\] .*S3_BUCKET is not set: set it to the bucket of uploads/,
    )
    expect(() => loadConfig(env)).not.toThrow(/hunter2|eighty/)
  })

  test('an empty environment is refused with one line', () => {
    expect(problemsOf({})).toEqual(
      expect.arrayContaining(['ACADEMY_ENV', 'DATABASE_URL_API', 'JWT_SECRET', 'SOLAPI_API_KEY']),
    )
    expect(() => loadConfig({})).not.toThrow(/\n/)
  })

  test('P-36 a production with real providers and secrets starts', () => {
    expect(problemsOf(production)).toEqual([])
  })

  test.each([
    ['SOLAPI_BASE_URL', 'http://127.0.0.1:4000'],
    ['SOLAPI_BASE_URL', 'http://api.solapi.com'],
    ['SOLAPI_BASE_URL', 'https://localhost:8443'],
    ['SOLAPI_BASE_URL', 'https://[::1]/'],
    ['SQS_ENDPOINT', 'http://sqs.internal:9324'],
    ['SQS_ENDPOINT', 'https://127.0.0.1:9324'],
    ['S3_ENDPOINT', 'http://minio:9000'],
    ['MEDIA_BASE_URL', 'http://media.academy.example'],
    ['JWT_SECRET', undefined],
    ['JWT_SECRET', 'k3Jx9TzQ7mVb2Lw8Rd5Yp1Nc6Hg4Sf0'],
    ['JWT_SECRET', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['JWT_SECRET', 'please-change-me-please-change-me-please'],
    ['SOLAPI_API_SECRET', 'secret'],
    ['DATABASE_URL_API', 'postgres://academy_api:academy_api@db.internal/academy'],
    ['DATABASE_URL_WORKER', 'postgres://academy_worker@db.internal/academy'],
    ['DATABASE_URL_MIGRATOR', 'postgres://postgres:postgres@db.internal/academy'],
    ['INITIAL_PASSWORD', 'password'],
    ['ONE_TIME_SECRET_KEY', 'local-only-one-time-secret-key-of-32-bytes'],
    ['ONE_TIME_SECRET_KEY', 'too short'],
  ])('P-36 production refuses %s = %s', (name, value) => {
    expect(problemsOf({ ...production, [name]: value })).toEqual([name])
  })

  test('P-36 forgetting ACADEMY_ENV does not disarm the checks', () => {
    expect(problemsOf({ ...local, ACADEMY_ENV: undefined })).toContain('ACADEMY_ENV')
    expect(problemsOf({ ...local, ACADEMY_ENV: undefined })).toContain('JWT_SECRET')
  })

  test('staging may use a stand-in but no default secret', () => {
    const staging = { ...production, ACADEMY_ENV: 'staging', SOLAPI_BASE_URL: 'http://provider.staging:4000' }
    expect(problemsOf(staging)).toEqual([])
    expect(problemsOf({ ...staging, JWT_SECRET: 'short' })).toEqual(['JWT_SECRET'])
  })

  test('a process needs its own part only, and may not read another', () => {
    const { ACADEMY_ENV, DATABASE_URL_MIGRATOR } = local
    const config = loadConfig({ ACADEMY_ENV, DATABASE_URL_MIGRATOR }, ['migrations'])
    expect(config.database.migratorUrl).toBe(DATABASE_URL_MIGRATOR)
    expect(() => config.auth.jwtSecret).toThrow(ConfigurationError)
    expect(() => config.database.workerUrl).toThrow(/DATABASE_URL_WORKER is not set/)
    expect(() => JSON.stringify(config)).not.toThrow()
    expect(problemsOf({ ACADEMY_ENV }, 'ai')).toEqual(['DATABASE_URL_WORKER', 'REDIS_URL', 'S3_BUCKET', 'WORKER_NAME'])
  })

  test('an access key is taken whole or not at all', () => {
    const whole = { AWS_ACCESS_KEY_ID: 'AKIAXYZ', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' }
    expect(loadConfig(local).aws.credentials).toBeUndefined()
    const config = loadConfig({ ...local, ...whole })
    expect(config.aws.credentials).toEqual({ accessKeyId: 'AKIAXYZ', secretAccessKey: 'wJalrXUtnFEMI' })
    expect(inspect(config, { depth: 9 })).not.toMatch(/AKIAXYZ|wJalrXUtnFEMI/)
    expect(problemsOf({ ...local, AWS_ACCESS_KEY_ID: 'AKIAXYZ' })).toEqual(['AWS_SECRET_ACCESS_KEY'])
    expect(problemsOf({ ...local, AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' })).toEqual(['AWS_ACCESS_KEY_ID'])
  })

  test('a name of its own is asked of workers only', () => {
    const { WORKER_NAME: _, ...shared } = local
    expect(problemsOf(shared)).toEqual([])
    expect(problemsOf(shared, 'video')).toEqual(['WORKER_NAME'])
    expect(() => loadConfig(shared).worker.name).toThrow(/WORKER_NAME is not set/)
  })

  test('P-44 printing or logging the configuration shows no secret', () => {
    const config = loadConfig({
      ...production,
      REDIS_URL: 'rediss://:t0pS3cretRedis@cache:6379',
      INITIAL_PASSWORD: 'Xk4-first-login',
    })
    const secrets = [
      't0pS3cretRedis',
      'Xk4-first-login',
      production.JWT_SECRET,
      production.SOLAPI_API_SECRET,
      production.SOLAPI_API_KEY,
      'w7Hn3bQxT5',
      'q8Zr1vKpL0',
    ]
    const printed = [
      inspect(config, { depth: 9 }),
      JSON.stringify(config),
      inspect(config.auth),
      JSON.stringify(config.database),
      `${inspect({ config })}`,
    ]
    for (const text of printed) for (const secret of secrets) expect(text).not.toContain(secret)
    expect(JSON.stringify(config)).toContain('academy_api:[redacted]@db.internal')
  })

  test('P-44 redaction reaches nested values and URLs inside sentences', () => {
    expect(redact({ a: [{ authorization: 'Bearer x' }], note: 'lost redis://u:pw@h:1' })).toEqual({
      a: [{ authorization: '[redacted]' }],
      note: 'lost redis://u:[redacted]@h:1',
    })
  })
})
