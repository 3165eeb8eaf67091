import { setTimeout as sleep } from 'node:timers/promises'
import { fleets } from '@academy/sdk/contract'
import type { Crew, Post } from '../workers/crew.ts'
import { descendants, signal } from '../workers/processes.ts'
import type { World } from '../world/world.ts'
import type { Feed } from './feed.ts'
import type { Targets } from './targets.ts'
import type { Holder, ZombieView } from './zombie-view.ts'

/** What a round works with. */
export interface Arena {
  readonly world: World
  readonly crew: Crew
  readonly view: ZombieView
  readonly targets: Targets
  readonly feed: Feed
  readonly signal: AbortSignal
}

const holdPatienceSeconds = 25
const takeoverPatienceSeconds = 20
const triesPatienceSeconds = 6
const beyondSeconds = 0.2 // a freeze of exactly dead_after is not past it
const deadAfterSeconds = Math.max(fleets.ai.deadAfterSeconds, fleets.messaging.deadAfterSeconds)

/**
 * Freezes the workers, all at once and each in a handler, until their jobs are in other hands, and thaws them.
 * @returns how many of them met a taker and tried to write when they were thawed; another round makes up for the others
 */
export async function round(
  { names, takersStay }: { readonly names: readonly string[]; readonly takersStay: number },
  { world, crew, view, targets, feed, signal: over }: Arena,
): Promise<number> {
  const posts = crew.posts.filter(({ name }) => names.includes(name))
  const pidOf = ({ process }: Post) => process?.pid ?? 0
  targets.aim(names, takersStay)
  feed.setLively(true)
  try {
    const holding = () => posts.every((post) => view.holderOf(pidOf(post)))
    await view.until(holding, holdPatienceSeconds, over)
    const victims = posts.flatMap((post) => {
      const holder = view.holderOf(pidOf(post))
      return holder ? [{ post, holder }] : []
    })
    feed.setLively(false)
    const trees = await freeze(world, victims)
    let met: typeof victims = []
    try {
      await sleep((deadAfterSeconds + beyondSeconds) * 1000, undefined, { signal: over })
      const takenOver = () => victims.every(({ holder }) => view.isTakenOver(holder))
      await view.until(takenOver, takeoverPatienceSeconds, over)
      met = victims.filter(({ holder }) => view.isTakenOver(holder))
    } finally {
      thaw(world, trees)
    }
    await view.until(() => victims.every(({ holder }) => view.isOver(holder)), triesPatienceSeconds, over)
    return met.filter(({ holder }) => view.hasTried(holder)).length
  } finally {
    targets.aim([])
  }
}

interface Tree {
  readonly worker: string
  readonly pids: readonly number[]
}

async function freeze(world: World, victims: readonly { post: Post; holder: Holder }[]): Promise<Tree[]> {
  const trees = await Promise.all(
    victims.map(async ({ post, holder }) => {
      const pids = [holder.workerPid, ...(await descendants(holder.workerPid))]
      return { worker: post.name, pids }
    }),
  )
  for (const { worker, pids } of trees) {
    for (const pid of pids) signal(pid, 'SIGSTOP')
    world.recorder.record({ what: 'frozen', worker, pids })
  }
  return trees
}

function thaw(world: World, trees: readonly Tree[]): void {
  for (const { worker, pids } of trees) {
    // Said before it is done: what a thawed process does at once must not look as if it had never stopped.
    world.recorder.record({ what: 'thawed', worker, pids })
    for (const pid of pids) signal(pid, 'SIGCONT')
  }
}
