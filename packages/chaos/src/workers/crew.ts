import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosFleet, Plan, PlannedWorker } from '../plan/planned.ts'
import type { World } from '../world/world.ts'
import { descendants, end, launch, type RunProcess, signal } from './processes.ts'

const workerMain = new URL('./worker-main.ts', import.meta.url)
const bootPauseMs = 500

/** A worker's place: its stable name, the process that fills it now, and whether a fault has it in hand. */
export interface Post extends PlannedWorker {
  process: RunProcess | undefined
  /** A fault has it in hand: no other may meet it. */
  taken: boolean
}

/** Keeps a process in every worker's place, as a service manager does: whoever ends is started again after a while. */
export class Crew {
  readonly posts: readonly Post[]
  private readonly world: World
  private readonly main: URL
  private readonly closing = new AbortController()
  private readonly keepers = new Set<Promise<void>>()
  private readonly everStarted = new Set<number>()
  private readonly restartAfter = new Map<string, number>()

  /** @param main what its processes run; the fleet is their argument */
  constructor(world: World, plan: Pick<Plan, 'workers'>, main = workerMain) {
    this.world = world
    this.main = main
    this.posts = plan.workers.map((worker) => ({ ...worker, process: undefined, taken: false }))
  }

  /** Starts a process in every place. */
  start(): void {
    for (const post of this.posts) this.fill(post)
  }

  /** The posts of a fleet that no fault has in hand, the named one first, then in the order of names. */
  free(fleet: ChaosFleet, first: string): Post[] {
    const all = this.posts.filter((post) => post.fleet === fleet && !post.taken && post.process)
    const at = Math.max(
      0,
      all.findIndex(({ name }) => name === first),
    )
    return [...all.slice(at), ...all.slice(0, at)]
  }

  /** The seconds after which the post's next process is started, once the present one has ended. */
  restart(post: Post, seconds: number): void {
    this.restartAfter.set(post.name, seconds)
  }

  /** Ends every process of every post, and waits until none of them is left. */
  async close(): Promise<void> {
    this.closing.abort()
    const present = this.posts.flatMap(({ process }) => (process ? [process] : []))
    const below = (await Promise.all(present.map(({ pid }) => descendants(pid).catch(() => [])))).flat()
    await Promise.all(present.map((process) => end(process)))
    for (const pid of below) signal(pid, 'SIGKILL')
    await Promise.all(this.keepers)
  }

  /** Every process that was ever started in a post; for the check that none is left. */
  get pids(): ReadonlySet<number> {
    return this.everStarted
  }

  private fill(post: Post): void {
    const keeper = this.keep(post).finally(() => this.keepers.delete(keeper))
    this.keepers.add(keeper)
  }

  private async keep(post: Post): Promise<void> {
    while (!this.closing.signal.aborted) {
      const process = launch(this.world, post.name, this.main, { args: [post.fleet], patched: true })
      post.process = process
      this.everStarted.add(process.pid)
      const how = await process.ended
      post.process = undefined
      this.world.recorder.record({ what: 'exited', worker: post.name, pid: process.pid, how })
      const seconds = this.restartAfter.get(post.name) ?? bootPauseMs / 1000
      this.restartAfter.delete(post.name)
      await sleep(seconds * 1000, undefined, { signal: this.closing.signal }).catch(() => {})
    }
  }
}
