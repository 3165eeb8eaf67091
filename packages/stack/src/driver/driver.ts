import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startStack } from '../index.ts'
import { ChildProcesses } from './child-processes.ts'
import { createTenant, dropEverything, openStatistics } from './database.ts'
import { freePort, untilHealthy } from './ports.ts'

type Args = Record<string, unknown>
type Stack = Awaited<ReturnType<typeof startStack>>

const packages = fileURLToPath(new URL('../../..', import.meta.url))
const mains = {
  migrate: `${packages}api/src/migrate.ts`,
  api: `${packages}api/src/main.ts`,
  academy: `${packages}sdk/src/cli/main.ts`,
  worker: (fleet: string) => `${packages}workers/src/${fleet}/main.ts`,
}
/** Tried again for a while: what the suite itself still writes there may come in between. */
const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }
const fleets = ['ai', 'video', 'messaging']

/**
 * The reference implementation's driver: what a conformance suite cannot do itself, done with the same commands that an
 * operator would type. Everything it starts ends with it.
 */
export class Driver {
  readonly #processes: ChildProcesses
  #stack: Stack | undefined
  #env: Record<string, string | undefined> = {}
  #apiUrl: string | undefined
  #workDir: string | undefined

  constructor(onLog: (process: string, line: string) => void) {
    this.#processes = new ChildProcesses(onLog)
  }

  /** Carries out one verb. @throws with a sentence that names what is missing */
  async carryOut(verb: string, args: Args): Promise<unknown> {
    switch (verb) {
      case 'init':
        return this.#init(text(args, 'work_dir'))
      case 'db.drop':
        return dropEverything(this.#need().databaseUrl)
      case 'db.migrate':
        return { output: (await this.#processes.run('migrate', [mains.migrate], this.#env)).output }
      case 'queues.provision':
        return {
          output: (await this.#processes.run('provision', [mains.academy, 'queues', 'provision'], this.#env)).output,
        }
      case 'tenant.create':
        return createTenant(this.#need().databaseUrl, {
          id: text(args, 'id'),
          name: text(args, 'name'),
          tier: text(args, 'tier'),
        })
      case 'api.start':
        return this.#startApi()
      case 'worker.start':
        return this.#startWorker(text(args, 'fleet'), text(args, 'name'))
      case 'worker.kill':
        return this.#end(text(args, 'name'), 'SIGKILL')
      case 'worker.stop':
        return this.#end(text(args, 'name'), 'SIGTERM')
      case 'worker.pause':
        return { pid: this.#processes.signal(text(args, 'name'), 'SIGSTOP') }
      case 'worker.resume':
        return { pid: this.#processes.signal(text(args, 'name'), 'SIGCONT') }
      case 'shutdown':
        return this.stop()
      default:
        throw new Error(`the driver does not know the verb ${verb}`)
    }
  }

  /** Ends every process and server that was started. */
  async stop(): Promise<void> {
    await this.#processes.stopAll(3000)
    await this.#stack?.stop()
    this.#stack = undefined
    if (this.#workDir !== undefined) rmSync(this.#workDir, removal)
  }

  async #init(workDir: string): Promise<unknown> {
    mkdirSync(workDir, { recursive: true })
    this.#workDir = workDir
    this.#processes.guardWith(workDir)
    const stack = await startStack({ dir: workDir })
    this.#stack = stack
    const port = await freePort()
    this.#apiUrl = `http://127.0.0.1:${port}`
    this.#env = { ...process.env, ...stack.env, API_HOST: '127.0.0.1', API_PORT: String(port) }
    const env = stack.env as Record<string, string>
    return {
      api_url: this.#apiUrl,
      sqs_endpoint: env.SQS_ENDPOINT,
      sqs_log_url: `${env.SQS_ENDPOINT}/_front/log`,
      s3_endpoint: env.S3_ENDPOINT,
      s3_bucket: env.S3_BUCKET,
      aws_region: env.AWS_REGION,
      redis_url: env.REDIS_URL,
      database_url: stack.databaseUrl,
      statistics_url: await openStatistics(stack.databaseUrl),
      api_role: new URL(String(env.DATABASE_URL_API)).username,
      provider_log_url: stack.provider.logUrl,
      provider_script_url: `${stack.provider.url}/_provider/script`,
      jwt_secret: env.JWT_SECRET,
      ffmpeg_path: env.FFMPEG_PATH,
      ffprobe_path: env.FFPROBE_PATH,
      work_dir: workDir,
    }
  }

  async #startApi(): Promise<unknown> {
    const pid = this.#processes.start('api', [mains.api], this.#env)
    this.#dieWithUs('api', pid)
    try {
      await untilHealthy(`${this.#apiUrl}/readyz`, () => !this.#processes.hasEnded('api'), 40)
    } catch (error) {
      const output = this.#processes.hasEnded('api') ? (await this.#processes.ended('api')).output.slice(-1500) : ''
      throw new Error(`the API did not come up: ${error instanceof Error ? error.message : error} ${output}`)
    }
    return { pid, url: this.#apiUrl }
  }

  #startWorker(fleet: string, name: string): unknown {
    if (!fleets.includes(fleet)) throw new Error(`there is no fleet ${fleet}`)
    const pid = this.#processes.start(name, [mains.worker(fleet)], { ...this.#env, WORKER_NAME: name })
    this.#dieWithUs(name, pid)
    return { pid }
  }

  /** Also when this process is killed and can stop nothing itself. */
  #dieWithUs(name: string, pid: number): void {
    const forget = this.#need().watch(pid)
    void this.#processes.ended(name).then(forget)
  }

  async #end(name: string, signal: NodeJS.Signals): Promise<unknown> {
    const pid = this.#processes.signal(name, signal)
    const { code, signal: endedBy } = await this.#processes.ended(name)
    return { pid, code, signal: endedBy }
  }

  #need(): Stack {
    if (!this.#stack) throw new Error('init comes first')
    return this.#stack
  }
}

function text(args: Args, name: string): string {
  if (typeof args[name] !== 'string') throw new Error(`${name} must be a text`)
  return args[name]
}
