import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from './checkout.ts'
import { which } from './processes/which.ts'
import { Unavailable } from './unavailable.ts'

/** A program that Debian has, and how to say that it cannot be had. */
export interface DebianProgram {
  /** The package of the program, then those with the libraries that it links to and that not every Debian has. */
  readonly packages: readonly [string, ...string[]]
  /** Where the packages lie once they are unpacked. */
  readonly home: string
  /** Path of the program in `home`. */
  readonly program: string
  /** The one line of the error. */
  readonly howToGet: string
}

/** A program and the environment that it needs. */
export interface UnpackedProgram {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Debian's packages unpacked into the checkout: without root, and once.
 * @throws Unavailable with one line that says how to get the program.
 */
export function debianProgram(wanted: DebianProgram, path = process.env.PATH ?? ''): UnpackedProgram {
  const { home, program, howToGet } = wanted
  if (!existsSync(home)) unpack(wanted, path)
  const libraries = readdirSync(join(home, 'usr/lib')).find((name) => name.endsWith('linux-gnu'))
  if (libraries === undefined || !existsSync(join(home, program))) throw new Unavailable(howToGet)
  return { path: join(home, program), environment: { LD_LIBRARY_PATH: join(home, 'usr/lib', libraries) } }
}

function unpack(wanted: DebianProgram, path: string): void {
  const { home, howToGet } = wanted
  if (which(['apt-get'], path) === undefined || which(['dpkg'], path) === undefined) throw new Unavailable(howToGet)
  mkdirSync(cacheDirectory, { recursive: true })
  const work = mkdtempSync(join(cacheDirectory, 'debian-new-'))
  try {
    download(work, wanted)
    for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      execFileSync('dpkg', ['-x', file, 'root'], { cwd: work, stdio: 'ignore' })
    }
    renameSync(join(work, 'root'), home)
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(home))
      throw error instanceof Unavailable ? error : new Unavailable(`${howToGet} (${String(error)})`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Names that this release of Debian does not have are left out one by one, since apt-get fails as a whole. */
function download(folder: string, { packages, howToGet }: DebianProgram): void {
  const get = (names: readonly string[]) =>
    spawnSync('apt-get', ['download', ...names], { cwd: folder, stdio: 'ignore' }).status === 0
  if (get(packages)) return
  spawnSync('apt-get', ['update'], { stdio: 'ignore' })
  if (get(packages)) return
  for (const name of packages) get([name])
  if (!readdirSync(folder).some((name) => name.startsWith(packages[0]))) throw new Unavailable(howToGet)
}
