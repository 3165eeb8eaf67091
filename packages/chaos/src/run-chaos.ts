import { setTimeout as sleep } from 'node:timers/promises'
import { doFaults } from './faults/do-faults.ts'
import type { Scene } from './faults/scene.ts'
import { collectEvidence, type Evidence } from './judge/evidence.ts'
import { type Judgement, judge } from './judge/judge.ts'
import type { Plan } from './plan/planned.ts'
import { LiveView } from './recorder/live-view.ts'
import { Crew } from './workers/crew.ts'
import { end, launch, type RunProcess } from './workers/processes.ts'
import { openWorld, type Patch, producerName, type World } from './world/world.ts'

/** How to run a plan. */
export interface RunOptions {
  readonly plan: Plan
  /** What is broken on purpose; nothing by default. */
  readonly patch?: Patch
  /** Hears what happens, line by line. */
  readonly say?: (line: string) => void
  /** Done beside the plan's faults, from the window's beginning; the window lasts until it is over. */
  readonly alongside?: (scene: Scene) => Promise<void>
  /** How long nothing may end after the window until what is open counts as lost. */
  readonly drainSeconds?: number
  /** Ends the run early; everything is cleaned up, and `runChaos` throws. */
  readonly signal?: AbortSignal
  /** Called with the run's folder (logs, history) before it is removed. */
  readonly inspect?: (directory: string) => void
}

/** What a run gave. */
export interface RunResult {
  readonly evidence: Evidence
  readonly judgement: Judgement
}

const bootPatienceSeconds = 120
const drainPatienceSeconds = 60
const quietPatienceSeconds = 15
const producerMain = new URL('./producer/producer-main.ts', import.meta.url)
const pulseMain = new URL('./recorder/pulse-main.ts', import.meta.url)

/** Runs a plan from the first server's start to the judgement; leaves no process and no file behind. */
export async function runChaos(options: RunOptions): Promise<RunResult> {
  const { plan, patch = { imports: [], sql: [] }, say = () => {}, signal = new AbortController().signal } = options
  await using world = await openWorld(plan, patch)
  const live = new LiveView(world.files.historyFile, new Map(plan.jobs.map((job) => [job.id, job.script])))
  const crew = new Crew(world, plan)
  const helpers: RunProcess[] = []
  try {
    helpers.push(launch(world, 'pulse', pulseMain))
    const producer = launch(world, producerName, producerMain, { ipc: true, patched: true })
    helpers.push(producer)
    crew.start()
    await untilEverybodyIsUp(world, crew, live, signal)
    say(`${crew.posts.length} workers are up`)
    await window(world, { ...options, crew, live, producer, say, signal })
    await drained(world, { ...options, live, say, signal })
  } finally {
    live.close()
    await crew.close()
    await Promise.all(helpers.map((process) => end(process)))
    options.inspect?.(world.files.directory)
  }
  signal.throwIfAborted()
  const evidence = await collectEvidence(world, plan)
  return { evidence, judgement: judge(evidence) }
}

async function untilEverybodyIsUp(world: World, crew: Crew, live: LiveView, signal: AbortSignal): Promise<void> {
  const everybody = () => crew.posts.every(({ process }) => process && live.isUp(process.pid))
  if (await live.until(everybody, bootPatienceSeconds, signal)) return
  signal.throwIfAborted()
  throw new Error(`not every worker came up within ${bootPatienceSeconds} s: see ${world.files.directory}`)
}

interface Window extends Pick<RunOptions, 'plan' | 'alongside'> {
  readonly crew: Crew
  readonly live: LiveView
  readonly producer: RunProcess
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** The time in which there is load and there are faults. */
async function window(world: World, { plan, alongside, crew, live, producer, say, signal }: Window): Promise<void> {
  const over = new AbortController()
  signal.addEventListener('abort', () => over.abort(), { once: true })
  world.recorder.record({ what: 'window' })
  producer.child.send('begin')
  const scene = { world, crew, live, over: over.signal }
  const faults = Promise.all([doFaults(plan.faults, scene, say), alongside?.(scene)])
  faults.catch(() => {}) // awaited below
  await sleep(plan.seconds * 1000, undefined, { signal }).catch(() => {})
  over.abort()
  await faults
  world.stack.sqs.front.clearFaults()
  world.recorder.record({ what: 'window_end' })
}

/** Nothing is broken any more: every job ends, or is lost. */
async function drained(
  world: World,
  {
    plan,
    live,
    say,
    signal,
    drainSeconds = drainPatienceSeconds,
  }: Omit<Window, 'crew' | 'producer'> & Pick<RunOptions, 'drainSeconds'>,
): Promise<void> {
  const ended = async () => {
    const { rows } = await world.admin.query<{ all: number; open: number; unsent: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE finished_at IS NULL)::int AS open,
         (SELECT count(*)::int FROM outbox) AS unsent FROM jobs`,
    )
    const { all = 0, open = 0, unsent = 0 } = rows[0] ?? {}
    return { done: all === plan.jobs.length && open === 0 && unsent === 0, all, open, unsent }
  }
  let until = 0
  let before = Number.POSITIVE_INFINITY
  for (;;) {
    const { done, all, open, unsent } = await ended()
    if (done || signal.aborted) break
    const left = plan.jobs.length - all + open + unsent
    if (left < before) until = performance.now() + drainSeconds * 1000
    before = Math.min(before, left)
    if (performance.now() > until) {
      say(`nothing ended for ${drainSeconds} s: ${all} jobs, ${open} open, ${unsent} unsent`)
      break
    }
    await sleep(250)
  }
  // Messages that were none have no row to wait for; and what was duplicated may still do harm.
  await sleep(Math.min(quietPatienceSeconds, plan.seconds / 10) * 1000, undefined, { signal }).catch(() => {})
  live.look()
}
