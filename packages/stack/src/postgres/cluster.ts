import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import { ended } from '../processes/ended.ts'
import type { Guard } from '../processes/guard.ts'
import { freePort } from '../processes/ports.ts'
import { Unavailable } from '../unavailable.ts'
import type { PostgresBinaries } from './binaries.ts'
import { postgresBinaries } from './binaries.ts'
import { adminRole, clusterTemplate } from './template.ts'

/** A running PostgreSQL cluster of our own. */
export interface PostgresCluster {
  readonly pid: number
  readonly port: number
  /** URL of `database` as the superuser. */
  adminUrl(database?: string): string
  /** URL of `database` as any role. */
  url(role: string, password: string, database: string): string
  /** Ends the server at once (SIGQUIT): the data directory is thrown away with it. */
  stop(): Promise<void>
  /** SIGKILL to the server and its children, as a crash; `start` recovers from the write-ahead log. */
  crash(): Promise<void>
  /** Starts the crashed server again on the same port and data. */
  start(): Promise<void>
}

/** Settings of a cluster. */
export interface ClusterOptions {
  /** An empty or absent folder; the data goes into it. */
  readonly directory: string
  /** Whether a commit waits for the disk. Off only where a crash of the machine may lose everything, as in tests. */
  readonly fsync: boolean
  readonly maxConnections?: number
  readonly guard: Guard
  /** How to run the programs; found out by default. */
  readonly binaries?: PostgresBinaries
}

/** Starts a cluster on a free loopback port, with pg_stat_statements counting nested statements too. */
export async function startPostgres(options: ClusterOptions): Promise<PostgresCluster> {
  const { binaries = postgresBinaries() } = options
  const template = clusterTemplate(binaries)
  const data = copyTemplate(binaries, template.directory, options.directory)
  const server = new Server(binaries, data, options)
  await server.startOnFreePort()
  const url = (role: string, password: string, database: string) =>
    `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`
  const adminUrl = (database = 'postgres') => url(adminRole, template.adminPassword, database)
  await ready(adminUrl(), server)
  return {
    get pid() {
      return server.pid
    },
    port: server.port,
    adminUrl,
    url,
    stop: () => server.end('SIGQUIT'),
    crash: () => server.end('SIGKILL'),
    start: async () => {
      server.launch()
      await ready(adminUrl(), server)
    },
  }
}

function copyTemplate(binaries: PostgresBinaries, template: string, directory: string): string {
  const data = join(directory, 'data')
  mkdirSync(directory, { recursive: true })
  // A clone where the file system can; -p keeps the owner and the modes that PostgreSQL insists on.
  const copied = spawnSync(
    'cp',
    process.platform === 'linux' ? ['-a', '--reflink=auto', template, data] : ['-cpR', template, data],
  )
  if (copied.status !== 0)
    throw new Unavailable(`PostgreSQL: cannot copy its template to ${directory}: ${copied.stderr}`)
  if (binaries.owner) for (const path of [directory, dirname(directory)]) chmodSync(path, 0o755)
  return data
}

class Server {
  port = 0
  #child: ChildProcess | undefined
  #output = ''
  readonly #binaries: PostgresBinaries
  readonly #data: string
  readonly #options: ClusterOptions

  constructor(binaries: PostgresBinaries, data: string, options: ClusterOptions) {
    this.#binaries = binaries
    this.#data = data
    this.#options = options
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get exited(): string | undefined {
    const child = this.#child
    if (child === undefined || (child.exitCode === null && child.signalCode === null)) return undefined
    return this.#output.trim().split('\n').slice(-3).join(' | ') || `exit ${child.exitCode ?? child.signalCode}`
  }

  /** The port was free when asked for; someone else may be faster, which shows as an early exit. */
  async startOnFreePort(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      this.port = await freePort()
      this.launch()
      while (this.exited === undefined && !/ready to accept connections/.test(this.#output)) await after(5)
      if (this.exited === undefined) return
      if (attempt === 5 || !/could not bind|in use/i.test(this.#output)) {
        throw new Unavailable(`PostgreSQL did not start: ${this.exited}`)
      }
    }
  }

  launch(): void {
    this.#output = ''
    const [command, ...args] = this.#binaries.command('postgres', ['-D', this.#data, ...this.#settings()])
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    child.on('error', (error) => {
      this.#output += error.message
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-4000)
    })
    child.unref()
    this.#child = child
    if (child.pid !== undefined) this.#options.guard.watch(child.pid)
  }

  #settings(): string[] {
    const { fsync, maxConnections = 200 } = this.#options
    const settings = {
      port: this.port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: maxConnections,
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.track': 'all',
      'pg_stat_statements.max': 10_000,
      shared_buffers: '128MB',
      timezone: 'UTC',
      log_timezone: 'UTC',
      fsync: fsync ? 'on' : 'off',
      synchronous_commit: fsync ? 'on' : 'off',
      full_page_writes: fsync ? 'on' : 'off',
      autovacuum_naptime: '15s',
    }
    return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    await ended(child, signal)
    child.stderr?.destroy()
    this.#options.guard.forget(this.pid)
  }
}

async function ready(url: string, server: Server): Promise<void> {
  for (;;) {
    if (server.exited !== undefined) throw new Unavailable(`PostgreSQL did not start: ${server.exited}`)
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      const { code = '' } = error as { code?: string }
      // Starting up, recovering, or not listening yet; anything else will not heal by waiting.
      if (!['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code)) throw error
      await after(10)
    }
  }
}
