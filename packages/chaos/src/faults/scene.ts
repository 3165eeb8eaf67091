import type { ChaosFleet, PlannedFault } from '../plan/planned.ts'
import type { LiveView } from '../recorder/live-view.ts'
import type { Crew, Post } from '../workers/crew.ts'
import type { World } from '../world/world.ts'

/** What a fault works with. */
export interface Scene {
  readonly world: World
  readonly crew: Crew
  readonly live: LiveView
  /** Fires when the window ends: whatever a fault holds is let go. */
  readonly over: AbortSignal
}

/** Does one kind of fault. Resolves once it is over; false when it found nothing to meet. */
export type Doing = (fault: PlannedFault, scene: Scene) => Promise<boolean>

const patienceSeconds = 20

/** The fleet that a fault of workers is meant for. */
export const fleetOf = ({ worker = '' }: PlannedFault): ChaosFleet => (worker.startsWith('ai') ? 'ai' : 'messaging')

/** Waits for a worker of the fault's fleet that fits, the named one before the others, and takes it in hand. */
export async function takeWorker(
  fault: PlannedFault,
  { crew, live, over }: Scene,
  fits: (post: Post) => boolean,
): Promise<Post | undefined> {
  const name = fault.worker ?? ''
  let found: Post | undefined
  const look = () => {
    const candidates = crew.free(fleetOf(fault), name).filter((post) => live.isUp(post.process?.pid ?? 0))
    found = candidates.find(fits)
    if (found) found.taken = true
    return found !== undefined
  }
  await live.until(look, patienceSeconds, over)
  return found
}
