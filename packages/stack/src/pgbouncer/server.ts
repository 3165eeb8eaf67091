import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { postgresBinaries } from '../postgres/binaries.ts'
import { ended } from '../processes/ended.ts'
import type { Guard } from '../processes/guard.ts'
import { freePort } from '../processes/ports.ts'
import { Unavailable } from '../unavailable.ts'
import { pgbouncerBinary } from './binary.ts'

/** A PgBouncer in transaction mode before one PostgreSQL server. */
export interface Pgbouncer {
  readonly port: number
  stop(): Promise<void>
}

/** What it stands before, and who may pass. */
export interface PgbouncerOptions {
  /** An absent folder for its settings. */
  readonly directory: string
  readonly postgres: { readonly host: string; readonly port: number }
  /** Password by user. */
  readonly users: Readonly<Record<string, string>>
  /** Server connections for each pair of user and database; few, so that transactions of one client meet several. */
  readonly poolSize: number
  readonly guard: Guard
}

/** Starts it on a free loopback port. It refuses to run as root, as PostgreSQL does, and is run the same way. */
export async function startPgbouncer(options: PgbouncerOptions): Promise<Pgbouncer> {
  const { directory, guard } = options
  const binary = pgbouncerBinary()
  const postgres = postgresBinaries()
  mkdirSync(directory, { recursive: true })
  for (const folder of postgres.owner ? [directory, dirname(directory)] : []) chmodSync(folder, 0o755)
  const users = Object.entries(options.users).map(([user, password]) => `"${user}" "${password}"\n`)
  writeFileSync(join(directory, 'users.txt'), users.join(''))
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const settings = join(directory, 'pgbouncer.ini')
    writeFileSync(settings, settingsOf(options, port))
    const [command, ...args] = postgres.asUser([binary.path, settings])
    const child = spawn(command, args, {
      env: { ...process.env, ...binary.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000)
    })
    child.on('error', (error) => {
      output += error.message
    })
    child.unref()
    const { pid } = child
    if (pid !== undefined) guard.watch(pid)
    const runs = () => pid !== undefined && child.exitCode === null && child.signalCode === null
    while (runs() && !/process up/.test(output)) await after(5)
    if (runs()) {
      const stop = async () => {
        await ended(child, 'SIGINT')
        child.stderr.destroy()
        if (pid !== undefined) guard.forget(pid)
      }
      return { port, stop }
    }
    if (attempt === 5 || !/in use/i.test(output)) throw new Unavailable(`PgBouncer did not start: ${output.trim()}`)
  }
}

function settingsOf({ directory, postgres, poolSize }: PgbouncerOptions, port: number): string {
  return `[databases]
* = host=${postgres.host} port=${postgres.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(directory, 'users.txt')}
pool_mode = transaction
max_client_conn = 500
default_pool_size = ${poolSize}
`
}
