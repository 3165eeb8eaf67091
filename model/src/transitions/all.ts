import { workerNumbers } from '../world.ts'
import { clockSteps } from './clock.ts'
import { lateSteps } from './late.ts'
import { operatorSteps } from './operator.ts'
import { queueSteps } from './queue.ts'
import { reaperSteps } from './reaper.ts'
import { relaySteps } from './relay.ts'
import type { Steps } from './steps.ts'
import { workerJobSteps } from './worker-job.ts'
import { workerLifeSteps } from './worker-life.ts'

/** Everything that can happen in the state at hand. */
export function allSteps(steps: Steps): void {
  clockSteps(steps)
  queueSteps(steps)
  relaySteps(steps)
  operatorSteps(steps)
  reaperSteps(steps)
  lateSteps(steps)
  for (const number of workerNumbers) {
    workerLifeSteps(steps, number)
    workerJobSteps(steps, number)
  }
}
