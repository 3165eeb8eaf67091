import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from '../checkout.ts'
import { Unavailable } from '../unavailable.ts'
import type { PostgresBinaries } from './binaries.ts'

/** The superuser of every cluster of this checkout. */
export const adminRole = 'academy_admin'

/** An initialised cluster that nobody runs; clusters are copies of it, since initdb takes most of a start. */
export interface ClusterTemplate {
  readonly directory: string
  readonly adminPassword: string
}

/** The checkout's template cluster, made at the first call. Safe when several processes ask at once. */
export function clusterTemplate(binaries: PostgresBinaries): ClusterTemplate {
  const home = join(cacheDirectory, `postgres-${version()}-${binaries.id}`)
  if (!existsSync(home)) build(binaries, home)
  return { directory: join(home, 'data'), adminPassword: readFileSync(join(home, 'password'), 'utf8').trim() }
}

/** Changes whenever the way the template is built does. */
const version = (): string => '18.4-2'

function build(binaries: PostgresBinaries, home: string): void {
  mkdirSync(cacheDirectory, { recursive: true })
  const made = mkdtempSync(join(cacheDirectory, 'postgres-new-'))
  try {
    initialise(binaries, made)
    renameSync(made, home)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    // Another process was faster: its template is as good as ours.
    if (!existsSync(home)) throw error
  }
}

function initialise(binaries: PostgresBinaries, home: string): void {
  const data = join(home, 'data')
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 })
  if (binaries.owner) {
    chmodSync(home, 0o755)
    for (const path of [home, passwordFile]) chownSync(path, binaries.owner.uid, binaries.owner.gid)
  }
  const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const login = ['-U', adminRole, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256']
  const [initdb, ...args] = binaries.command('initdb', ['-D', data, '--no-sync', ...login, ...locale])
  const made = spawnSync(initdb, args, { encoding: 'utf8' })
  if (made.status !== 0)
    throw new Unavailable(`PostgreSQL: initdb failed: ${(made.stderr || made.error?.message) ?? ''}`)
  addStatistics(binaries, data)
}

/** Every database made later is a copy of template1, so each one can read pg_stat_statements. */
function addStatistics(binaries: PostgresBinaries, data: string): void {
  for (const database of ['template1', 'postgres']) {
    const [postgres, ...args] = binaries.command('postgres', ['--single', '-D', data, '-c', 'fsync=off', database])
    execFileSync(postgres, args, {
      input: 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements\n',
      stdio: ['pipe', 'ignore', 'ignore'],
    })
  }
}
