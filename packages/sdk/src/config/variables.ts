import {
  flag,
  oneOf,
  type Reader,
  realEndpoint,
  strongPasswordInUrl,
  strongSecret,
  text,
  url,
  wholeNumber,
} from './values.ts'

/** The processes that read the configuration; each needs only its own part of it. */
export type Use = 'migrations' | 'queues' | 'bucket' | 'operator' | 'api' | 'ai' | 'video' | 'messaging'

/** One environment variable. */
export interface Variable<T> {
  /** What to set, for whoever has not set it. */
  readonly hint: string
  readonly read: Reader<T>
  /** Taken when the variable is not set; without it the variable is needed. */
  readonly fallback?: { readonly value: T }
  /** Processes that need it. */
  readonly uses: readonly Use[]
  /** Different in each process, so it is needed only by those that say what they use. */
  readonly perProcess?: true
  /** Checked outside ACADEMY_ENV=local. */
  readonly outsideLocal?: (value: T) => void
  /** Checked in production. */
  readonly inProduction?: (value: T) => void
}

const everyone: readonly Use[] = ['migrations', 'queues', 'bucket', 'operator', 'api', 'ai', 'video', 'messaging']
const workers: readonly Use[] = ['ai', 'video', 'messaging']
const running: readonly Use[] = ['api', ...workers]
const postgres = url('postgres', 'postgresql')
const http = url('http', 'https')

function variable<T>(
  hint: string,
  read: Reader<T>,
  uses: readonly Use[],
  more: Partial<Variable<T>> = {},
): Variable<T> {
  return { hint, read, uses, ...more }
}

function database(role: string, uses: readonly Use[]): Variable<string> {
  return variable(`the PostgreSQL URL of the role ${role}`, postgres, uses, { outsideLocal: strongPasswordInUrl })
}

function optional<T>(hint: string, read: Reader<T>, more: Partial<Variable<T>> = {}): Variable<T | undefined> {
  const checks = {
    ...(more.outsideLocal && { outsideLocal: whenSet(more.outsideLocal) }),
    ...(more.inProduction && { inProduction: whenSet(more.inProduction) }),
  }
  return variable<T | undefined>(hint, read, everyone, { fallback: { value: undefined }, ...checks })
}

function whenSet<T>(check: (value: T) => void): (value: T | undefined) => void {
  return (value) => {
    if (value !== undefined) check(value)
  }
}

function poolSize(value: number): Variable<number> {
  return variable('connections at most', wholeNumber(1, 200), everyone, { fallback: { value } })
}

/** Every variable that the platform reads, in one place. */
export const variables = {
  // Without a default: a production that forgot it would run without the checks that it arms.
  ACADEMY_ENV: variable('local, staging or production', oneOf('local', 'staging', 'production'), everyone),
  DATABASE_URL_MIGRATOR: database('that owns the tables', ['migrations', 'operator']),
  DATABASE_URL_API: database('academy_api', ['api']),
  DATABASE_URL_API_READER: optional('the PostgreSQL URL of a reader', postgres, { outsideLocal: strongPasswordInUrl }),
  DATABASE_URL_RELAY: database('academy_relay', ['api']),
  DATABASE_URL_WORKER: database('academy_worker', workers),
  DATABASE_POOL_API: poolSize(10),
  DATABASE_POOL_API_READER: poolSize(10),
  DATABASE_POOL_RELAY: poolSize(2),
  DATABASE_POOL_WORKER: poolSize(4),
  DATABASE_POOL_ISOLATED: poolSize(2),
  REDIS_URL: variable('the Redis URL', url('redis', 'rediss'), [...running, 'operator']),
  REDIS_COST_DEFENCE: variable('1 to let finished documents expire', flag, everyone, { fallback: { value: false } }),
  AWS_REGION: variable('the AWS region', text, everyone, { fallback: { value: 'ap-northeast-2' } }),
  AWS_ACCESS_KEY_ID: optional('an AWS access key', text),
  AWS_SECRET_ACCESS_KEY: optional('the secret of the AWS access key', text),
  AWS_SESSION_TOKEN: optional('the session of the AWS access key', text),
  SQS_ENDPOINT: optional('an SQS address other than AWS', http, { inProduction: realEndpoint }),
  S3_ENDPOINT: optional('an S3 address other than AWS', http, { inProduction: realEndpoint }),
  HOST_MACHINE: variable<'none' | 'ec2'>(
    'ec2 on an EC2 instance, so that the worker heeds Spot notices and stops it when idle',
    oneOf('none', 'ec2'),
    workers,
    {
      fallback: { value: 'none' },
    },
  ),
  EC2_ENDPOINT: optional('an EC2 address other than AWS', http, { inProduction: realEndpoint }),
  AWS_EC2_METADATA_SERVICE_ENDPOINT: variable("the address of the instance's metadata service", http, workers, {
    fallback: { value: 'http://169.254.169.254' },
  }),
  S3_BUCKET: variable('the bucket of uploads and published media', text, ['bucket', 'api', 'ai', 'video']),
  MEDIA_BASE_URL: variable('the public address of published media', http, ['api'], { inProduction: realEndpoint }),
  JWT_SECRET: variable('the secret that tokens are signed with', text, ['api'], { outsideLocal: strongSecret(32) }),
  API_HOST: variable('the address to listen on', text, ['api'], { fallback: { value: '127.0.0.1' } }),
  API_PORT: variable('the port to listen on', wholeNumber(0, 65_535), ['api'], { fallback: { value: 8000 } }),
  SOLAPI_BASE_URL: variable("the address of Solapi's API", http, ['messaging'], { inProduction: realEndpoint }),
  SOLAPI_API_KEY: variable('the API key of Solapi', text, ['messaging'], { outsideLocal: strongSecret(8) }),
  SOLAPI_API_SECRET: variable('the API secret of Solapi', text, ['messaging'], { outsideLocal: strongSecret(16) }),
  SOLAPI_SENDER: variable('a number registered at Solapi', text, ['messaging']),
  SOLAPI_PF_ID: optional('the Alimtalk channel', text),
  INITIAL_PASSWORD: optional('the first password of imported accounts', text, { outsideLocal: strongSecret(8) }),
  ONE_TIME_SECRET_KEY: optional('a random key of at least 32 bytes for one-time first passwords', text, {
    outsideLocal: strongSecret(32),
  }),
  TRANSCODE_DIR: variable('a folder for transcoding', text, ['video'], { fallback: { value: '/mnt/transcode' } }),
  FFMPEG_PATH: variable('the ffmpeg program', text, ['video'], { fallback: { value: 'ffmpeg' } }),
  FFPROBE_PATH: variable('the ffprobe program', text, ['video'], { fallback: { value: 'ffprobe' } }),
  WORKER_NAME: variable('a name that stays over restarts and that no other worker has', text, workers, {
    perProcess: true,
  }),
  WORKER_PROBE_HOST: variable('the address for the probe to listen on', text, workers, {
    fallback: { value: '127.0.0.1' },
  }),
  WORKER_PROBE_PORT: optional("the port for the worker's /healthz and /readyz", wholeNumber(0, 65_535)),
} as const

export type VariableName = keyof typeof variables

/** The type of a variable's value. */
export type ValueOf<N extends VariableName> = (typeof variables)[N] extends Variable<infer T> ? T : never
