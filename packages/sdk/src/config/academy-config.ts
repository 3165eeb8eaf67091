/** Where the process runs. Outside `local`, default and short secrets are refused; in production, mocks too (P-36). */
export type Environment = 'local' | 'staging' | 'production'

/** An access key of AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Everything that is set from outside, read once at the start. API, workers and the command line share it. */
export interface AcademyConfig {
  readonly environment: Environment
  readonly database: {
    /** The role that owns the tables; migrations and the command line only. */
    readonly migratorUrl: string
    readonly apiUrl: string
    /** A reader endpoint; the API's writer when there is none. */
    readonly apiReaderUrl: string
    readonly relayUrl: string
    readonly workerUrl: string
    /** Connections at most, each; together they are the process's part of the connection budget. */
    readonly apiPoolSize: number
    readonly apiReaderPoolSize: number
    readonly relayPoolSize: number
    readonly workerPoolSize: number
    /** Of one child process of an isolated job type. */
    readonly isolatedPoolSize: number
  }
  readonly redis: {
    readonly url: string
    /** Finished jobs' documents expire after a day instead of never. */
    readonly costDefence: boolean
  }
  readonly aws: {
    readonly region: string
    /** A fixed access key; without one AWS's own order is followed (instance role, profile, …). */
    readonly credentials: AwsCredentials | undefined
    /** Overrides AWS's own address, for a local stand-in. */
    readonly sqsEndpoint: string | undefined
    readonly s3Endpoint: string | undefined
    readonly ec2Endpoint: string | undefined
    /** Of the instance's metadata service; fixed on every EC2 instance. */
    readonly metadataEndpoint: string
  }
  readonly storage: {
    readonly bucket: string
    /** Public address before the object keys of published media, without a slash at the end. */
    readonly mediaBaseUrl: string
  }
  readonly auth: {
    readonly jwtSecret: string
  }
  readonly api: {
    readonly host: string
    readonly port: number
  }
  readonly solapi: {
    readonly baseUrl: string
    readonly apiKey: string
    readonly apiSecret: string
    /** Registered number that notices come from when their sender is not named. */
    readonly sender: string
    /** Alimtalk channel. */
    readonly pfId: string | undefined
  }
  readonly imports: {
    /** First password of imported accounts in password_mode fixed; it never travels in a message (P-44). */
    readonly initialPassword: string | undefined
    /** What one-time first passwords are hashed and sealed with; without it password_mode random is refused. */
    readonly oneTimeSecretKey: string | undefined
  }
  readonly video: {
    readonly transcodeDir: string
    readonly ffmpegPath: string
    readonly ffprobePath: string
  }
  readonly worker: {
    /** Stable over restarts of one machine, different between machines: former jobs are found again by it. */
    readonly name: string
    /** What the worker's machine is: it is stopped when idle, and may be taken away, only if that is known. */
    readonly machine: 'none' | 'ec2'
    /** Where /healthz and /readyz of this worker are answered; nowhere without a port. 0 takes any free one. */
    readonly probeHost: string
    readonly probePort: number | undefined
  }
}
