import { join } from 'node:path'
import { cacheDirectory } from '../checkout.ts'
import { debianProgram, type UnpackedProgram } from '../debian-packages.ts'
import { which } from '../processes/which.ts'

const packages = ['pgbouncer', 'libevent-2.1-7', 'libc-ares2'] as const
const howToGet =
  'PgBouncer: no pgbouncer on PATH and no Debian packages to be had: apt install pgbouncer, or brew install pgbouncer'

/**
 * pgbouncer on PATH, else Debian's packages unpacked into the checkout (0.5 MB, no root, once).
 * @throws Unavailable with one line that says how to get it.
 */
export function pgbouncerBinary(): UnpackedProgram {
  const installed = which(['pgbouncer'])
  if (installed !== undefined) return { path: installed, environment: {} }
  const home = join(cacheDirectory, `pgbouncer-debian-${process.arch}`)
  return debianProgram({ packages, home, program: 'usr/sbin/pgbouncer', howToGet })
}
