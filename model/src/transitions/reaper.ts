import { deathsSoFar } from '../invariants.ts'
import { Beat, gone, goneAndDeclared, nobody, Process, Status, Visibility } from '../vocabulary.ts'
import type { World } from '../world.ts'
import { messageName, queueCall, setVisibility } from './messages.ts'
import { giveBack, raiseFence } from './statements.ts'
import type { Steps } from './steps.ts'

/** The reap, which rides on every worker's beat, and the visibility 0 that follows it once. */
export function reaperSteps(steps: Steps): void {
  const { before, rules } = steps
  if (rules.reaper && someoneBeats(before)) {
    for (const owner of [1, 2, gone, goneAndDeclared]) {
      if (!isLost(before, owner)) continue
      const held = before.jobs.flatMap((job, index) => (job.lockedBy === owner ? [index] : []))
      if (held.length === 0) continue
      const words = () => `reaper: worker ${name(owner)} is dead, takes back job ${held.join(', ')}`
      const lateToo = owner === gone && before.late.worker === gone
      steps.normal(words, (next) => {
        reap(next, owner, held, steps)
        if (lateToo) next.late.worker = goneAndDeclared
      })
      // After two deaths the late request may be that of the other one.
      if (lateToo && deathsSoFar(before, steps.scenario) > 1) {
        steps.normal(words, (next) => reap(next, owner, held, steps))
      }
    }
  }
  if (rules.selfFencing) abandonSteps(steps)
  wakeSteps(steps)
}

/**
 * A process that lost its lease and reaches the database again gives its rows back itself, without counting a crash,
 * unless a reaper was faster. Nobody may count on its return.
 */
function abandonSteps(steps: Steps): void {
  const { before, scenario } = steps
  if (before.budget.environment === (scenario.faults.environment ?? 0) || !someoneBeats(before)) return
  before.jobs.forEach((job, index) => {
    if (job.lockedBy !== gone || job.status !== Status.running) return
    const words = () => `worker that lost its lease: gives job ${index} back, no crash is counted`
    steps.luck(words, (next) => {
      giveBack(next, index, scenario)
      if (next.late.worker === gone) next.late.worker = goneAndDeclared
    })
    if (before.late.worker !== gone || deathsSoFar(before, scenario) < 2) return
    steps.luck(words, (next) => giveBack(next, index, scenario))
  })
}

/** One statement: the owner is declared dead, its RUNNING jobs are RETRYING, slots of cancelled ones are free. */
function reap(next: World, owner: number, held: readonly number[], steps: Steps): void {
  if (owner < gone) next.worker(owner).beat = Beat.declared
  for (const index of held) {
    const job = next.job(index)
    if (job.status !== Status.running) {
      job.lockedBy = nobody
      continue
    }
    if (steps.rules.reapInOneStatement) {
      giveBack(next, index, steps.scenario)
      job.crashes += 1
    } else {
      raiseFence(next, index)
    }
    if (next.rest.wakePending || job.message === 0) continue
    next.rest.wakePending = 1
    next.rest.wakeMessage = job.message
    next.rest.wakeHandleNewest = job.handleNewest
  }
}

/** Visibility 0 through the row's handle, so that idle workers wake; it is sent once, and its sender may die first. */
function wakeSteps(steps: Steps): void {
  const { rest } = steps.before
  if (!rest.wakePending) return
  const forget = (next: World) => {
    next.rest.wakePending = 0
    next.rest.wakeMessage = 0
    next.rest.wakeHandleNewest = 0
  }
  const number = rest.wakeMessage
  queueCall(
    steps,
    { message: number, handleNewest: rest.wakeHandleNewest },
    () => `reaper: visibility 0 for ${messageName(number)}`,
    (next, message) => setVisibility(next, message, Visibility.visible),
    forget,
  )
  steps.fault('crash', () => 'reaper is killed before its visibility 0', forget)
}

function isLost(world: World, owner: number): boolean {
  return owner >= gone || world.worker(owner).beat !== Beat.fresh
}

function someoneBeats(world: World): boolean {
  return world.workers.some(
    ({ process, databaseCut, beat }) => process === Process.up && !databaseCut && beat === Beat.fresh,
  )
}

const name = (owner: number) => (owner >= gone ? 'that is gone' : String(owner))
