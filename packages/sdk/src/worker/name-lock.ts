import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, readlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FleetName } from '../contract/index.ts'
import { nameTaken } from '../lease/index.ts'

/** A worker's name, held by this process until it lets go or dies, however it dies. */
export interface NameLock {
  release(): Promise<void>
}

/**
 * Holds a stable name against every other process of this machine. The kernel drops the lock at the process's death:
 * on Linux an abstract socket, on Windows a named pipe, elsewhere a socket file that nobody answers on.
 *
 * @param database what tells this database from any other, so that two deployments on one machine do not meet
 * @throws AcademyError `worker_name_taken`
 */
export async function holdName(fleet: FleetName, name: string, database: string): Promise<NameLock> {
  const id = createHash('sha256').update(`${database}\n${fleet}\n${name}`).digest('hex').slice(0, 32)
  const path = lockPath(id)
  let server = await tryListen(path)
  if (!server && isSocketFile && !(await answers(path))) {
    // Its holder died: the file stays behind, the process does not.
    await rm(path, { force: true })
    server = await tryListen(path)
  }
  if (!server) throw nameTaken(name, 'another process of this machine')
  const held = server
  // The lock alone keeps no process alive.
  held.unref()
  return { release: () => new Promise((resolve) => held.close(() => resolve())) }
}

/** What tells this boot of this machine (and of this container's network) from any other. */
export function hostIdentity(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}/${readlinkSync('/proc/self/ns/net')}`
  } catch {
    return hostname()
  }
}

const isSocketFile = process.platform !== 'linux' && process.platform !== 'win32'

function lockPath(id: string): string {
  if (process.platform === 'linux') return `\0academy-worker-${id}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\academy-worker-${id}`
  return join(tmpdir(), `academy-worker-${id}.sock`)
}

async function tryListen(path: string): Promise<Server | undefined> {
  const server = createServer((visitor) => visitor.destroy())
  try {
    server.listen({ path, exclusive: true })
    await once(server, 'listening')
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
}

async function answers(path: string): Promise<boolean> {
  const visitor = connect(path)
  try {
    await once(visitor, 'connect')
    return true
  } catch {
    return false
  } finally {
    visitor.destroy()
  }
}
