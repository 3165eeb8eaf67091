import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type FleetName, fleets } from '../contract/index.ts'
import type { Pool } from '../database/index.ts'
import { AcademyError } from '../errors/index.ts'
import { type LeftBehind, startWorkerIdentity } from '../lease/index.ts'
import { hostIdentity } from './name-lock.ts'

/** Who takes an identity. The caller holds the name's lock on this machine. */
export interface NamedWorker {
  readonly pool: Pool
  readonly name: string
  readonly fleet: FleetName
  readonly log: Logger
}

const pauseBetweenTriesMs = 1000

/** Registers a new identity under the worker's name; what its former self held comes back, due at once. */
export async function takeIdentity(worker: NamedWorker): Promise<{ workerId: string; left: LeftBehind }> {
  const { pool, name, fleet, log } = worker
  const workerId = `${name}:${randomUUID().slice(0, 8)}`
  const left = await startWorkerIdentity(pool, { workerId, name, fleet, host: hostIdentity() })
  log.info({ worker_id: workerId, returned: left.takenBack.length }, 'identity taken')
  return { workerId, left }
}

/**
 * The same at the start of a process, where the name's last holder may have died on another machine a moment ago: it
 * waits as long as a dead holder's beat can look alive.
 *
 * @throws AcademyError `worker_name_taken` when the other process lives
 */
export async function takeFirstIdentity(worker: NamedWorker): Promise<{ workerId: string; left: LeftBehind }> {
  const { beatSeconds, deadAfterSeconds } = fleets[worker.fleet]
  const patienceEnds = performance.now() + (deadAfterSeconds + beatSeconds) * 1000
  for (;;) {
    try {
      return await takeIdentity(worker)
    } catch (error) {
      const taken = error instanceof AcademyError && error.code === 'worker_name_taken'
      if (!taken || performance.now() > patienceEnds) throw error
      worker.log.warn('the name is held on another machine: waiting whether its holder still beats')
      await sleep(pauseBetweenTriesMs)
    }
  }
}
