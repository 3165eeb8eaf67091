import { ConfigurationError, type ConfigurationProblem } from '../errors/index.ts'
import type { AcademyConfig, AwsCredentials, Environment } from './academy-config.ts'
import { redactable, section } from './redaction.ts'
import { ValueProblem } from './values.ts'
import { type Use, type ValueOf, type Variable, type VariableName, variables } from './variables.ts'

type Answer = { readonly value: unknown } | { readonly problem: string }

/**
 * Reads the configuration from the environment and checks all of it before anything starts.
 *
 * `uses` names the parts that this process needs, so that a worker holds no secret of the API; reading another part
 * throws. Without it every variable is needed that is the same in all processes.
 *
 * @throws ConfigurationError that names every missing or wrong variable and what to set
 *
 * @example
 * const config = loadConfig(process.env, ['ai'])
 * const pool = createPool({ url: config.database.workerUrl, max: config.database.workerPoolSize, applicationName: 'ai' })
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, uses?: readonly Use[]): AcademyConfig {
  const environment = env.ACADEMY_ENV as Environment | undefined
  const names = Object.keys(variables) as VariableName[]
  const answers = new Map(names.map((name) => [name, answer(name, env[name], environment)]))
  const problems: ConfigurationProblem[] = []
  for (const [name, found] of answers) {
    if ('problem' in found && isNeeded(name, env, uses)) problems.push({ variable: name, problem: found.problem })
  }
  if (!!env.AWS_ACCESS_KEY_ID !== !!env.AWS_SECRET_ACCESS_KEY) {
    const missing = env.AWS_ACCESS_KEY_ID ? 'AWS_SECRET_ACCESS_KEY' : 'AWS_ACCESS_KEY_ID'
    problems.push({ variable: missing, problem: 'is not set: set both halves of the access key, or none' })
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return assemble((name) => {
    const found = answers.get(name) as Answer
    if ('problem' in found) throw new ConfigurationError([{ variable: name, problem: found.problem }])
    return found.value as never
  })
}

function answer(name: VariableName, raw: string | undefined, environment: Environment | undefined): Answer {
  const variable = variables[name] as Variable<unknown>
  if (raw === undefined || raw === '') return variable.fallback ?? { problem: `is not set: set it to ${variable.hint}` }
  try {
    const value = variable.read(raw)
    if (environment !== 'local') variable.outsideLocal?.(value)
    if (environment === 'production') variable.inProduction?.(value)
    return { value }
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error
    return { problem: `${error.message}: set it to ${variable.hint}` }
  }
}

function isNeeded(name: VariableName, env: NodeJS.ProcessEnv, uses: readonly Use[] | undefined): boolean {
  const variable = variables[name] as Variable<unknown>
  // One with a default can only be set wrong: that is a problem for everybody.
  if (variable.fallback !== undefined && env[name]) return true
  return uses === undefined ? !variable.perProcess : uses.some((use) => variable.uses.includes(use))
}

type Get = <N extends VariableName>(name: N) => ValueOf<N>

function assemble(get: Get): AcademyConfig {
  return redactable({
    environment: get('ACADEMY_ENV'),
    database: section<AcademyConfig['database']>({
      migratorUrl: () => get('DATABASE_URL_MIGRATOR'),
      apiUrl: () => get('DATABASE_URL_API'),
      apiReaderUrl: () => get('DATABASE_URL_API_READER') ?? get('DATABASE_URL_API'),
      relayUrl: () => get('DATABASE_URL_RELAY'),
      workerUrl: () => get('DATABASE_URL_WORKER'),
      apiPoolSize: () => get('DATABASE_POOL_API'),
      apiReaderPoolSize: () => get('DATABASE_POOL_API_READER'),
      relayPoolSize: () => get('DATABASE_POOL_RELAY'),
      workerPoolSize: () => get('DATABASE_POOL_WORKER'),
      isolatedPoolSize: () => get('DATABASE_POOL_ISOLATED'),
    }),
    redis: section<AcademyConfig['redis']>({
      url: () => get('REDIS_URL'),
      costDefence: () => get('REDIS_COST_DEFENCE'),
    }),
    aws: section<AcademyConfig['aws']>({
      region: () => get('AWS_REGION'),
      credentials: () => credentials(get),
      sqsEndpoint: () => get('SQS_ENDPOINT'),
      s3Endpoint: () => get('S3_ENDPOINT'),
      ec2Endpoint: () => get('EC2_ENDPOINT'),
      metadataEndpoint: () => get('AWS_EC2_METADATA_SERVICE_ENDPOINT'),
    }),
    storage: section<AcademyConfig['storage']>({
      bucket: () => get('S3_BUCKET'),
      mediaBaseUrl: () => get('MEDIA_BASE_URL'),
    }),
    auth: section<AcademyConfig['auth']>({ jwtSecret: () => get('JWT_SECRET') }),
    api: section<AcademyConfig['api']>({ host: () => get('API_HOST'), port: () => get('API_PORT') }),
    solapi: section<AcademyConfig['solapi']>({
      baseUrl: () => get('SOLAPI_BASE_URL'),
      apiKey: () => get('SOLAPI_API_KEY'),
      apiSecret: () => get('SOLAPI_API_SECRET'),
      sender: () => get('SOLAPI_SENDER'),
      pfId: () => get('SOLAPI_PF_ID'),
    }),
    imports: section<AcademyConfig['imports']>({
      initialPassword: () => get('INITIAL_PASSWORD'),
      oneTimeSecretKey: () => get('ONE_TIME_SECRET_KEY'),
    }),
    video: section<AcademyConfig['video']>({
      transcodeDir: () => get('TRANSCODE_DIR'),
      ffmpegPath: () => get('FFMPEG_PATH'),
      ffprobePath: () => get('FFPROBE_PATH'),
    }),
    worker: section<AcademyConfig['worker']>({
      name: () => get('WORKER_NAME'),
      machine: () => get('HOST_MACHINE'),
      probeHost: () => get('WORKER_PROBE_HOST'),
      probePort: () => get('WORKER_PROBE_PORT'),
    }),
  })
}

function credentials(get: Get): AwsCredentials | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    get('AWS_ACCESS_KEY_ID'),
    get('AWS_SECRET_ACCESS_KEY'),
    get('AWS_SESSION_TOKEN'),
  ]
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) }
}
