import { setTimeout as sleep } from 'node:timers/promises'
import { tenantId } from '@academy/sdk/contract'
import { createPool, withTenant } from '@academy/sdk/database'
import { createJob } from '@academy/sdk/jobs'
import { Dispatcher, startRelay } from '@academy/sdk/outbox'
import { ProgressStore } from '@academy/sdk/progress'
import { createRedis } from '@academy/sdk/redis'
import { pino } from 'pino'
import type { ChaosFleet } from '../plan/planned.ts'
import type { Random } from '../plan/random.ts'
import { newJob } from '../producer/new-job.ts'
import type { World } from '../world/world.ts'

/** Keeps work waiting, so that every worker always finds some. */
export interface Feed extends AsyncDisposable {
  readonly created: readonly string[]
  /** Whether there is much to do, or only enough that nobody stands still. */
  setLively(lively: boolean): void
  /** Creates nothing more. */
  end(): Promise<void>
}

const waitingJobs = { lively: 6, quiet: 1 } // of a fleet
const lookEveryMs = 200

export function startFeed(world: World, tenants: readonly string[], random: Random): Feed {
  const { config, sqs, queues, admin } = world
  const api = createPool({ url: config.database.apiUrl, max: 4, applicationName: 'chaos-api' })
  const pool = createPool({ url: config.database.relayUrl, max: 2, applicationName: 'chaos-relay' })
  const redis = createRedis(config)
  const log = pino({ level: 'silent' })
  const resources = { pool, sqs, queues, redis, log, progress: new ProgressStore(redis, { costDefence: false }) }
  const dispatcher = new Dispatcher(resources)
  const relay = startRelay(resources)
  const created: string[] = []
  const ending = new AbortController()
  let lively = true

  const create = async (fleet: ChaosFleet) => {
    const job = newJob({ id: random.uuid(), tenant: random.pick(tenants), fleet, tier: 'lite' })
    const made = await withTenant(api, tenantId(job.tenantId), (tx) => createJob(tx, job))
    created.push(made.job.jobId)
    await dispatcher.dispatch(made.job)
  }
  const waiting = async (fleet: ChaosFleet) => {
    const { rows } = await admin.query<{ count: number }>(
      `SELECT count(*)::int FROM jobs WHERE fleet = $1 AND status IN ('PENDING', 'RETRYING')`,
      [fleet],
    )
    return rows[0]?.count ?? 0
  }
  const loop = (async () => {
    while (!ending.signal.aborted) {
      for (const fleet of ['ai', 'messaging'] as const) {
        const short = waitingJobs[lively ? 'lively' : 'quiet'] - (await waiting(fleet))
        await Promise.all(Array.from({ length: Math.max(0, short) }, () => create(fleet)))
      }
      await sleep(lookEveryMs, undefined, { signal: ending.signal }).catch(() => {})
    }
  })()
  loop.catch(() => {}) // whoever ends it hears of it
  const end = () => {
    ending.abort()
    return loop
  }
  return {
    created,
    setLively: (now) => {
      lively = now
    },
    end,
    async [Symbol.asyncDispose]() {
      await end().catch(() => {})
      await relay.stop()
      redis.disconnect()
      await Promise.all([api.end(), pool.end()])
    },
  }
}
