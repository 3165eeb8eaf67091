import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Target } from '../target/target.ts'

/** Where everything observable of the target is found; the driver's answer to `init`. */
export interface Endpoints {
  readonly api_url: string | null
  readonly sqs_endpoint: string
  /** Recorded SQS requests as JSON lines; `?since=N` leaves out what was already read. */
  readonly sqs_log_url: string
  readonly s3_endpoint: string
  readonly s3_bucket: string
  readonly aws_region: string
  readonly redis_url: string
  /** A role that may read everything. */
  readonly database_url: string
  /** A database of the same server that has pg_stat_statements. */
  readonly statistics_url: string
  /** The database role the API's request handlers use. */
  readonly api_role: string
  readonly provider_log_url: string
  readonly provider_script_url: string
  readonly jwt_secret: string
  readonly ffmpeg_path: string
  readonly ffprobe_path: string
  readonly work_dir: string
}

/** The driver said no, or went away. */
export class DriverError extends Error {
  override readonly name = 'DriverError'
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * Speaks with a target's driver: one JSON object a line in both directions.
 * Request `{id, verb, args}`, answer `{id, result}` or `{id, error}`, and at any time `{event: 'log', process, line}`.
 */
export class DriverClient {
  readonly pid: number
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  readonly #exited: Promise<void>
  #nextId = 1
  #tail: string[] = []

  constructor(target: Target, onLog: (process: string, line: string) => void) {
    const [program, ...args] = target.driver.command
    this.#child = spawn(program === 'node' ? process.execPath : (program as string), args, {
      cwd: target.driver.cwd,
      env: { ...process.env, ...target.driver.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.pid = this.#child.pid ?? -1
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => {
        this.#failAll(
          `the driver ended (${signal ?? code})${this.#tail.length > 0 ? `: ${this.#tail.join(' | ')}` : ''}`,
        )
        resolve()
      })
      this.#child.once('error', (error) => {
        this.#failAll(`the driver could not be started: ${error.message}`)
        resolve()
      })
    })
    this.#child.stdin?.on('error', () => undefined)
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line, onLog))
    if (this.#child.stderr)
      createInterface({ input: this.#child.stderr }).on('line', (line) => {
        this.#tail = [...this.#tail.slice(-4), line]
        onLog('driver', line)
      })
  }

  /** Sends one verb and waits for its answer. */
  async call(verb: string, args: unknown = {}): Promise<unknown> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw new DriverError('the driver is gone')
    const id = this.#nextId++
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    this.#child.stdin?.write(`${JSON.stringify({ id, verb, args })}\n`)
    return answer
  }

  /** Asks the driver to end everything, then waits for its own end. Closing stdin alone has the same effect. */
  async close(): Promise<void> {
    this.#child.stdin?.end()
    await this.#exited
  }

  #read(line: string, onLog: (process: string, line: string) => void): void {
    let message: { id?: number; result?: unknown; error?: string; event?: string; process?: string; line?: string }
    try {
      message = JSON.parse(line)
    } catch {
      onLog('driver', line)
      return
    }
    if (message.event === 'log') {
      onLog(String(message.process), String(message.line))
      return
    }
    const waiting = this.#waiting.get(Number(message.id))
    this.#waiting.delete(Number(message.id))
    if (message.error !== undefined) waiting?.reject(new DriverError(message.error))
    else waiting?.resolve(message.result)
  }

  #failAll(reason: string): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new DriverError(reason))
    this.#waiting.clear()
  }
}
