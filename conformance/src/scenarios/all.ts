import { bootFleet, bootScenario } from './boot.ts'
import { capScenario } from './cap.ts'
import { closingScenario, queuesScenario, sourcesScenario, uniquenessScenario } from './closing.ts'
import { dropScenario, migrateScenario } from './database.ts'
import { deadLetterScenario } from './dead-letter.ts'
import { messageScenario } from './message-job.ts'
import { recoveryScenario } from './recovery.ts'
import { rosterScenario } from './roster-job.ts'
import type { Scenario } from './scenario.ts'
import { tierScenario } from './tier.ts'
import { videoScenario } from './video-job.ts'

/**
 * The Big Bang, in the order of its dependencies. Three lanes run side by side after stage 3: AI (cap, tier, then stage 6),
 * video (stage 4) and messages (stages 5 and 7); each has workers and queues of its own, so the evidence stays apart.
 */
export const scenarios: readonly Scenario[] = [
  sourcesScenario,
  dropScenario,
  migrateScenario,
  bootScenario,
  bootFleet('video', 'stage-4'),
  bootFleet('messaging', 'stage-5'),
  rosterScenario,
  capScenario,
  tierScenario,
  videoScenario,
  messageScenario,
  recoveryScenario,
  deadLetterScenario,
  queuesScenario,
  uniquenessScenario,
  closingScenario,
]
