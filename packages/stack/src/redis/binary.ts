import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from '../checkout.ts'
import { which } from '../processes/which.ts'
import { Unavailable } from '../unavailable.ts'

/** A Redis server program and the environment it needs. */
export interface RedisBinary {
  readonly path: string
  readonly environment: Readonly<Record<string, string>>
}

// redis-server and what it links to beyond the C library; libraries that are part of every Debian are left out.
const packages = [
  'redis-server',
  'redis-tools',
  'libjemalloc2',
  'liblua5.1-0',
  'lua-bitop',
  'lua-cjson',
  'liblzf1',
  'libhiredis0.14',
  'libatomic1',
]
const howToGet =
  'Redis: no redis-server or valkey-server on PATH and no Debian packages to be had: apt install redis-server, brew install redis, or set REDIS_URL'

/**
 * redis-server or valkey-server on PATH, else Debian's packages unpacked into the checkout (1.5 MB, no root, once).
 * @throws Unavailable with one line that says how to get Redis.
 */
export function redisBinary(
  path = process.env.PATH ?? '',
  home = join(cacheDirectory, `redis-debian-${process.arch}`),
): RedisBinary {
  const installed = which(['redis-server', 'valkey-server'], path)
  if (installed !== undefined) return { path: installed, environment: {} }
  if (!existsSync(home)) unpack(home, path)
  const server = join(home, 'usr/bin/redis-server')
  const libraries = readdirSync(join(home, 'usr/lib')).find((name) => name.endsWith('linux-gnu'))
  if (libraries === undefined || !existsSync(server)) throw new Unavailable(howToGet)
  return { path: server, environment: { LD_LIBRARY_PATH: join(home, 'usr/lib', libraries) } }
}

function unpack(home: string, path: string): void {
  if (which(['apt-get'], path) === undefined || which(['dpkg'], path) === undefined) throw new Unavailable(howToGet)
  mkdirSync(cacheDirectory, { recursive: true })
  const work = mkdtempSync(join(cacheDirectory, 'redis-new-'))
  try {
    download(work)
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
function download(folder: string): void {
  const get = (names: readonly string[]) =>
    spawnSync('apt-get', ['download', ...names], { cwd: folder, stdio: 'ignore' }).status === 0
  if (get(packages)) return
  spawnSync('apt-get', ['update'], { stdio: 'ignore' })
  if (get(packages)) return
  for (const name of packages) get([name])
  if (!readdirSync(folder).some((name) => name.startsWith('redis-server'))) throw new Unavailable(howToGet)
}
