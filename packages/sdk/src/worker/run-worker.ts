import { pino } from 'pino'
import { BootGate } from '../boot-gate/index.ts'
import { type AcademyConfig, loadConfig } from '../config/index.ts'
import { type FleetName, fleets } from '../contract/index.ts'
import { createPool, type Pool } from '../database/index.ts'
import { AcademyError } from '../errors/index.ts'
import { ProgressStore } from '../progress/index.ts'
import { createSqsClient, QueueDirectory } from '../queues/index.ts'
import { createRedis, whenReady } from '../redis/index.ts'
import { durationOfRun } from './current-run.ts'
import { type HealthProbe, startHealthProbe } from './health-probe.ts'
import type { WorkerHooks } from './hooks.ts'
import type { HostMachine } from './host-machine.ts'
import { holdName, type NameLock } from './name-lock.ts'
import type { WorkerModule } from './types.ts'
import { Worker } from './worker.ts'

/** What makes a worker: its fleet, the module with its handlers, and the configuration. */
export interface RunWorkerOptions {
  readonly fleet: FleetName
  /** URL of a module that exports `createHandlers`; a child process of an isolated job type loads it too. */
  readonly module: URL
  readonly config: AcademyConfig
  /** Stable over restarts, different between processes: a restarted worker takes its former jobs back by it. */
  readonly name: string
  /** Tracing and metrics. */
  readonly hooks?: WorkerHooks
  /** The machine, where it may be stopped when idle and may be taken away. */
  readonly machine?: HostMachine
}

const redisPatienceSeconds = 5

/**
 * Connects, compares queues, Redis, connection budget and timing with the contract, and starts a worker. The same is
 * compared again while it runs: a difference makes it not ready, and it receives nothing until that is repaired. With
 * WORKER_PROBE_PORT it answers /healthz and /readyz from its first step on.
 *
 * @throws AcademyError `queue_missing`, `queue_drifted`, `configuration_invalid`, `database_unavailable`, `worker_name_taken`:
 *   what is missing or differs, and how to repair it
 *
 * @example
 * await using worker = await runWorker({ fleet: 'ai', module: new URL('./handlers.ts', import.meta.url), config, name: 'ai-1' })
 */
export async function runWorker({ fleet, module, config, name, hooks, machine }: RunWorkerOptions): Promise<Worker> {
  const log = pino({ base: { service: `${fleet}-worker`, worker: name }, mixin: durationOfRun })
  const sqs = createSqsClient(config)
  const pool = createPool({
    url: config.database.workerUrl,
    max: config.database.workerPoolSize,
    applicationName: `academy-${name}`,
    onConnectionError: (error) => log.warn({ err: error }, 'database connection lost'),
  })
  const redis = createRedis(config, { onError: (error) => log.warn({ err: error }, 'redis connection') })
  const gate = new BootGate({ fleet, config, sqs, pool, redis, log })
  let lock: NameLock | undefined
  let probe: HealthProbe | undefined
  let worker: Worker | undefined
  const close = async () => {
    await Promise.all([gate.stop(), lock?.release()])
    machine?.close()
    redis.disconnect()
    sqs.destroy()
    await pool.end()
    await probe?.close()
  }
  try {
    const { probeHost: host, probePort: port } = config.worker
    if (port !== undefined) {
      probe = await startHealthProbe({ host, port }, () => worker?.health)
      log.info({ url: probe.url }, 'probe: /healthz and /readyz')
    }
    await pool.query('SELECT FROM workers LIMIT 0').catch((error) => {
      throw new AcademyError(
        'database_unavailable',
        'the database cannot be used: start it, then run academy migrate',
        { cause: error },
      )
    })
    lock = await holdName(fleet, name, await databaseIdentity(pool))
    // Redis only shows: a worker starts without it.
    if (!(await whenReady(redis, redisPatienceSeconds))) log.warn('redis is not reachable: progress will not be seen')
    await gate.assert()
    if (fleets[fleet].idleStopEmptyPolls !== null) await machine?.assertMayStop(fleets[fleet])
    const resources = { config, pool, redis, sqs, log }
    const handlers = await ((await import(module.href)) as WorkerModule<FleetName>).createHandlers(resources)
    const starting = new Worker({
      ...{ fleet, name, module, handlers, pool, redis, sqs, log, ...(hooks && { hooks }), ...(machine && { machine }) },
      gate,
      queues: new QueueDirectory(sqs),
      progress: new ProgressStore(redis, {
        costDefence: config.redis.costDefence,
        onWriteError: (error, key) => log.warn({ err: error, key }, 'progress was not written'),
      }),
      onStopped: close,
    })
    await starting.start()
    worker = starting
    gate.watch()
    return starting
  } catch (error) {
    await close()
    throw error
  }
}

/** Tells this database from any other, by whatever address it is reached. */
async function databaseIdentity(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    // The port tells clones of one cluster on one machine apart.
    `SELECT concat_ws('/', system_identifier, current_setting('port'), oid) AS id
     FROM pg_control_system(), pg_database WHERE datname = current_database()`,
  )
  return rows[0]?.id ?? ''
}

/**
 * The whole of a worker's main file: reads the configuration, runs the worker until SIGTERM or SIGINT, hands its work
 * back and ends. What is missing at the start is said in one line, and the exit code is not 0.
 *
 * @example
 * await runWorkerProcess('video', new URL('./handlers.ts', import.meta.url))
 */
export async function runWorkerProcess(
  fleet: FleetName,
  module: URL,
  { machine: machineOf }: { readonly machine?: (config: AcademyConfig) => HostMachine | undefined } = {},
): Promise<void> {
  try {
    const config = loadConfig(process.env, [fleet])
    const machine = machineOf?.(config)
    const worker = await runWorker({ fleet, module, config, name: config.worker.name, ...(machine && { machine }) })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void worker.stop())
  } catch (error) {
    console.error(error instanceof AcademyError ? error.message : error)
    process.exitCode = 1
  }
}
