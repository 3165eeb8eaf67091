import type { RolePasswords } from './postgres/roles.ts'

/** What the environment of a product process is made of. */
export interface EnvironmentParts {
  readonly adminUrl: string
  readonly urlFor: (role: keyof RolePasswords) => string
  readonly redisUrl: string
  readonly sqsEndpoint: string
  readonly s3Endpoint: string
  readonly bucket: string
  readonly region: string
  readonly jwtSecret: string
  readonly apiPort: number
  readonly provider: { readonly url: string; readonly apiKey: string; readonly apiSecret: string }
  readonly transcodeDirectory: string
  readonly media: { readonly ffmpeg: string; readonly ffprobe: string }
}

/** Every variable that the API, the workers and the command line read; the whole configuration of a local run. */
export function environment(parts: EnvironmentParts): Record<string, string> {
  return {
    ACADEMY_ENV: 'local',
    DATABASE_URL_MIGRATOR: parts.adminUrl,
    DATABASE_URL_API: parts.urlFor('academy_api'),
    DATABASE_URL_API_READER: parts.urlFor('academy_api'),
    DATABASE_URL_RELAY: parts.urlFor('academy_relay'),
    DATABASE_URL_WORKER: parts.urlFor('academy_worker'),
    REDIS_URL: parts.redisUrl,
    REDIS_COST_DEFENCE: '0',
    AWS_REGION: parts.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    SQS_ENDPOINT: parts.sqsEndpoint,
    S3_ENDPOINT: parts.s3Endpoint,
    S3_BUCKET: parts.bucket,
    MEDIA_BASE_URL: `${parts.s3Endpoint}/${parts.bucket}`,
    JWT_SECRET: parts.jwtSecret,
    API_HOST: '127.0.0.1',
    API_PORT: String(parts.apiPort),
    SOLAPI_BASE_URL: parts.provider.url,
    SOLAPI_API_KEY: parts.provider.apiKey,
    SOLAPI_API_SECRET: parts.provider.apiSecret,
    SOLAPI_SENDER: '0212345678',
    SOLAPI_PF_ID: 'PF00000000',
    INITIAL_PASSWORD: 'local-initial-password',
    ONE_TIME_SECRET_KEY: 'local-only-one-time-secret-key-of-32-bytes',
    TRANSCODE_DIR: parts.transcodeDirectory,
    FFMPEG_PATH: parts.media.ffmpeg,
    FFPROBE_PATH: parts.media.ffprobe,
  }
}
