import { join } from 'node:path'
import { cacheDirectory } from '../checkout.ts'
import { debianProgram, type UnpackedProgram } from '../debian-packages.ts'
import { which } from '../processes/which.ts'

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
] as const
const howToGet =
  'Redis: no redis-server or valkey-server on PATH and no Debian packages to be had: apt install redis-server, brew install redis, or set REDIS_URL'

/**
 * redis-server or valkey-server on PATH, else Debian's packages unpacked into the checkout (1.5 MB, no root, once).
 * @throws Unavailable with one line that says how to get Redis.
 */
export function redisBinary(
  path = process.env.PATH ?? '',
  home = join(cacheDirectory, `redis-debian-${process.arch}`),
): UnpackedProgram {
  const installed = which(['redis-server', 'valkey-server'], path)
  if (installed !== undefined) return { path: installed, environment: {} }
  return debianProgram({ packages, home, program: 'usr/bin/redis-server', howToGet }, path)
}
