import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlannedWorker } from '../plan/planned.ts'
import { seededRandom } from '../plan/random.ts'
import { Crew } from '../workers/crew.ts'
import { end, launch } from '../workers/processes.ts'
import { openWorld, type Patch, type World } from '../world/world.ts'
import { startFeed } from './feed.ts'
import { watchRedis } from './redis-watch.ts'
import { type Arena, round } from './round.ts'
import { Targets } from './targets.ts'
import { type ZombieEvidence, zombieEvidence } from './zombie-evidence.ts'
import { zombieTables } from './zombie-tables.ts'
import { ZombieView } from './zombie-view.ts'

/** How to run zombies. */
export interface ZombieOptions {
  readonly cycles: number
  /** Half of each fleet is frozen at a time, the other half takes over: four workers for each two zombies. */
  readonly workers: number
  /** Freezes no more after these seconds, however many cycles there were. */
  readonly seconds: number
  readonly seed: number
  readonly patch?: Patch
  readonly say?: (line: string) => void
  readonly signal?: AbortSignal
  /** Called with the run's folder (logs, history) before it is removed. */
  readonly inspect?: (directory: string) => void
}

const bootPatienceSeconds = 120
const drainPatienceSeconds = 60
const workerMain = new URL('./zombie-worker-main.ts', import.meta.url)
const pulseMain = new URL('../recorder/pulse-main.ts', import.meta.url)

/** Freezes and thaws until the cycles are done; leaves no process and no file behind. */
export async function runZombies(options: ZombieOptions): Promise<ZombieEvidence> {
  const { cycles, seconds, say = () => {} } = options
  return await withHerd(options, async (herd) => {
    const until = performance.now() + seconds * 1000
    let whole = 0
    for (let turn = 0; whole < cycles && performance.now() < until; turn += 1) {
      const names = halves(herd.crew.posts)[turn % 2] ?? []
      // Each half meets takers that still work, guarded by the fence alone, and such as have ended the job.
      whole += await round({ names, takersStay: turn % 4 < 2 ? turn + 1 : 0 }, herd)
      say(`round ${turn + 1}: ${whole} of ${cycles} freezes`)
    }
  })
}

/** The workers by turns: each half has workers of both fleets. */
function halves(workers: readonly PlannedWorker[]): readonly (readonly string[])[] {
  return [0, 1].map((half) => workers.filter((_, index) => index % 2 === half).map(({ name }) => name))
}

/** Workers under load while `work` goes on; everything that was created then comes to its end. */
export async function withHerd(
  { workers, seed, patch, say = () => {}, signal = new AbortController().signal, inspect }: ZombieOptions,
  work: (arena: Arena) => Promise<void>,
): Promise<ZombieEvidence> {
  const plan = planOf(workers, seed)
  await using world = await openWorld(plan, {
    imports: patch?.imports ?? [],
    sql: [zombieTables, ...(patch?.sql ?? [])],
  })
  await using redis = await watchRedis(world.config)
  const view = new ZombieView(world.files.historyFile)
  const targets = new Targets(world.files.directory)
  const crew = new Crew(world, plan, workerMain)
  const pulse = launch(world, 'pulse', pulseMain)
  let created: readonly string[] = []
  try {
    targets.aim([])
    crew.start()
    const up = () => crew.posts.every(({ process }) => process && view.isUp(process.pid))
    if (!(await view.until(up, bootPatienceSeconds, signal))) {
      throw new Error(`not every worker came up within ${bootPatienceSeconds} s`)
    }
    say(`${crew.posts.length} workers are up`)
    await using feed = startFeed(world, plan.tenants, seededRandom(seed))
    await work({ world, crew, view, targets, feed, signal })
    await feed.end()
    created = feed.created
    await drained(world, signal)
  } finally {
    view.close()
    await crew.close()
    await end(pulse)
    inspect?.(world.files.directory)
  }
  return await zombieEvidence(world, redis.writes, created)
}

function planOf(workers: number, seed: number) {
  // One machine lets only one process hold a name; another run may be going on.
  const tag = randomUUID().slice(0, 6)
  // Two of a fleet in turn: each half of the workers has both.
  const all = Array.from({ length: workers }, (_, index): PlannedWorker => {
    const fleet = index % 4 < 2 ? 'ai' : 'messaging'
    return { name: `${fleet}-${index + 1}-${tag}`, fleet }
  })
  return {
    seed,
    seconds: 0,
    tenants: ['han', 'duri', 'set'].map((name) => `${name}-${seed}`),
    workers: all,
    jobs: [],
    faults: [],
  }
}

async function drained({ admin }: World, signal: AbortSignal): Promise<void> {
  const until = performance.now() + drainPatienceSeconds * 1000
  while (performance.now() < until) {
    const { rows } = await admin.query('SELECT FROM jobs WHERE finished_at IS NULL LIMIT 1')
    if (rows.length === 0) return
    await sleep(200, undefined, { signal })
  }
}
